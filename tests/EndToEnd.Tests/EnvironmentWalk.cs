using System.Net;
using System.Text.RegularExpressions;

namespace Headgate.EndToEnd.Tests;

/// <summary>`local --environment both` on a copy of the sample, and calls to its two gateways.</summary>
internal sealed partial class EnvironmentWalk : IAsyncDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly RunningProgram _local;
    private string _staging = "";
    private string _production = "";

    private EnvironmentWalk(RunningProgram local) => _local = local;

    /// <summary>Starts it and waits for the end of the page.</summary>
    public static async Task<EnvironmentWalk> StartAsync(SampleCopy sample, params IEnumerable<string> arguments)
    {
        var walk = new EnvironmentWalk(OperatorProcess.Start(
            ["local", sample.Root, "--environment", "both", .. arguments, "--port", "0", "--admin-port", "0", "--staging-port", "0", "--staging-admin-port", "0"]));
        walk._staging = Address().Match(await walk.SeeAsync("Headgate serves staging")).Value;
        walk._production = Address().Match(await walk.SeeAsync("Headgate serves production")).Value;
        await walk.SeeAsync("Ctrl-C");
        return walk;
    }

    /// <summary>Waits until a line with this text is printed.</summary>
    public Task<string> SeeAsync(string text) => _local.WaitForAsync(text);

    /// <summary>Calls both gateways; each has its own host.</summary>
    /// <returns>The statuses of staging and production.</returns>
    public async Task<(HttpStatusCode Staging, HttpStatusCode Production)> GetAsync(string path, string key = SampleCopy.Key) =>
        (await StatusAsync(_staging, "echo-staging.example.com", path, key), await StatusAsync(_production, "echo.example.com", path, key));

    /// <summary>All that it printed.</summary>
    public string Printed => _local.Printed;

    /// <summary>Sends SIGINT and waits for the end.</summary>
    public Task<int> InterruptAsync() => _local.InterruptAsync();

    public ValueTask DisposeAsync() => _local.DisposeAsync();

    private static async Task<HttpStatusCode> StatusAsync(string url, string host, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url + path);
        request.Headers.Host = host;
        request.Headers.Add("user_key", key);
        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
