using System.Net;
using System.Text.RegularExpressions;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>The operator's process in a cluster.</summary>
internal sealed partial class RunningOperator(RunningProgram process)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private Uri? _pages;

    /// <summary>The process.</summary>
    public RunningProgram Process { get; } = process;

    /// <summary>A page of its admin port, as soon as it listens.</summary>
    public async Task<(HttpStatusCode Status, string Text)> PageAsync(string page)
    {
        _pages ??= new Uri($"http://127.0.0.1:{Port().Match(await Process.WaitForAsync("Probes and metrics")).Groups[1].Value}");
        using var response = await Http.GetAsync(new Uri(_pages, page), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"Probes and metrics: http://[^ ]*:(\d+)")]
    private static partial Regex Port();
}
