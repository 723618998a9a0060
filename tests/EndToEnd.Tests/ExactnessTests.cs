using System.Net;
using System.Text.RegularExpressions;

namespace Headgate.EndToEnd.Tests;

/// <summary>Over real connections: exactly as many calls pass as the plan allows, every time.</summary>
public class ExactnessTests
{
    private const int Connections = 64;
    private const int CallsEach = 20;

    [Theory]
    // One path: the method's limit of 150 binds. Both paths in turn: the parent's limit of 400 binds, then the method's within it.
    [InlineData("/hello", 150)]
    [InlineData("/goodbye", 400)]
    [InlineData("/hello /goodbye", 400)]
    public async Task Exactly_the_limit_passes_over_many_connections(string paths, int allowed)
    {
        using var sample = new SampleCopy();
        sample.Edit("plans.yaml", "value: 10\n", "value: 400\n");
        sample.Edit("plans.yaml", "value: 5\n", "value: 150\n");
        await using var local = OperatorProcess.Start("local", sample.Root, "--port", "0", "--admin-port", "0");
        var url = Regex.Match(await local.WaitForAsync("Headgate serves"), @"http://127\.0\.0\.1:\d+").Value;
        await local.WaitForAsync("Ctrl-C");

        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections });
        var targets = paths.Split(' ');
        var statuses = await Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            var seen = new List<(string Path, HttpStatusCode Status)>();
            for (var call = 0; call < CallsEach; call++)
            {
                var path = targets[(connection + call) % targets.Length];
                using var request = new HttpRequestMessage(HttpMethod.Get, url + path);
                request.Headers.Host = "echo.example.com";
                request.Headers.Add("user_key", SampleCopy.Key);
                using var response = await http.SendAsync(request);
                seen.Add((path, response.StatusCode));
            }
            return seen;
        }));
        var all = statuses.SelectMany(seen => seen).ToList();
        Assert.Equal(Connections * CallsEach, all.Count);
        Assert.All(all, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests }));
        Assert.Equal(allowed, all.Count(answer => answer.Status == HttpStatusCode.OK));
        Assert.True(all.Count(answer => answer is { Path: "/hello", Status: HttpStatusCode.OK }) <= 150);
    }
}
