using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Headgate.Configuration;
using Headgate.TestSupport.Redis;

namespace Headgate.TestLoad;

/// <summary>
/// A gateway as it runs in a pod: the executable in a process of its own, on ports of 127.0.0.1 that stay the same over restarts. The environment variable
/// <c>HEADGATE_GATEWAY</c> names another executable than the one that was built with this, such as one published as NativeAOT.
/// </summary>
public sealed class GatewayProcess : IAsyncDisposable
{
    private const int Tries = 5;
    private const int PortTaken = 3;

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(10) };

    private static readonly string? Published = Environment.GetEnvironmentVariable("HEADGATE_GATEWAY");

    private readonly List<string> _errors = [];
    private readonly List<string> _arguments;
    private Process? _process;

    private GatewayProcess(string root, string? redis, IEnumerable<string> arguments)
    {
        (Port, AdminPort) = (FreePort.Find(), FreePort.Find());
        string[] fixedOnes =
        [
            "--config", root, "--address", "127.0.0.1", "--port", Text(Port), "--admin-port", Text(AdminPort),
            "--access-log", "false", "--drain-delay", "0", "--drain-timeout", "5",
        ];
        _arguments = [.. Published is null ? [Path.Combine(AppContext.BaseDirectory, "Headgate.Gateway.dll")] : Array.Empty<string>(), .. fixedOnes, .. redis is null ? Array.Empty<string>() : ["--redis", redis], .. arguments];
    }

    /// <summary>Port of the API.</summary>
    public int Port { get; }

    /// <summary>Port of status and metrics.</summary>
    public int AdminPort { get; }

    /// <summary>What it logged, for messages.</summary>
    public string Log
    {
        get
        {
            lock (_errors) return string.Join('\n', _errors);
        }
    }

    /// <summary>Most memory that was resident, and what is now, in megabytes.</summary>
    public (long Most, long Now) Megabytes => (Kilobytes("VmHWM") / 1024, Kilobytes("VmRSS") / 1024);

    /// <summary>Starts one and waits until it has loaded.</summary>
    /// <param name="root">Its configuration.</param>
    /// <param name="redis">Where its counters are; null for counters in memory.</param>
    /// <param name="arguments">Further settings.</param>
    public static async Task<GatewayProcess> StartAsync(string root, string? redis, params IEnumerable<string> arguments)
    {
        for (var attempt = 1; ; attempt++)
        {
            var gateway = new GatewayProcess(root, redis, arguments);
            try
            {
                await gateway.StartAgainAsync();
                return gateway;
            }
            catch (InvalidOperationException) when (attempt < Tries && gateway._process is { HasExited: true, ExitCode: PortTaken })
            {
                await gateway.DisposeAsync();
            }
            catch
            {
                await gateway.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts several side by side.</summary>
    public static async Task<IReadOnlyList<GatewayProcess>> StartManyAsync(int count, string root, string? redis, params string[] arguments) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync(root, redis, arguments)));

    /// <summary>Starts it anew on its ports and waits until it has loaded.</summary>
    /// <exception cref="InvalidOperationException">It ended; the message has its log.</exception>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo(Published ?? "dotnet", _arguments) { RedirectStandardError = true, RedirectStandardInput = true };
        // Eight of them share a small machine.
        start.Environment["DOTNET_gcServer"] = "0";
        _process = Process.Start(start)!;
        Leash.Hold(_process);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) return;
            lock (_errors) _errors.Add(line.Data);
        };
        _process.BeginErrorReadLine();
        await Patience.UntilAsync(async () => _process.HasExited || (await Http.GetAsync(new Uri($"http://127.0.0.1:{AdminPort}/readyz"))).StatusCode == HttpStatusCode.OK, "a gateway that is ready");
        if (_process.HasExited) throw new InvalidOperationException($"The gateway ended with {_process.ExitCode}: {Log}");
    }

    /// <summary>Asks it to leave (SIGTERM) and waits until it has.</summary>
    public Task StopAsync() => EndAsync(process => Signals.Send(process, Signals.Terminate));

    /// <summary>Ends it at once (kill -9).</summary>
    public Task KillAsync() => EndAsync(process => process.Kill());

    /// <summary>Its <c>/status</c>.</summary>
    public async Task<GatewayStatus> StatusAsync() =>
        JsonSerializer.Deserialize(await Http.GetStringAsync(new Uri($"http://127.0.0.1:{AdminPort}/status")), StatusJson.Default.GatewayStatus)!;

    /// <summary>The value of a metric that has no labels.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var text = await Http.GetStringAsync(new Uri($"http://127.0.0.1:{AdminPort}/metrics"));
        var line = text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return double.Parse(line[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await KillAsync();

    private async Task EndAsync(Action<Process> end)
    {
        if (Interlocked.Exchange(ref _process, null) is not { } process) return;
        if (!process.HasExited) end(process);
        await process.WaitForExitAsync().WaitAsync(Patience.Deadline);
        Leash.Release(process);
        process.Dispose();
    }

    private long Kilobytes(string field)
    {
        var line = File.ReadLines($"/proc/{_process!.Id}/status").Single(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Trim(), CultureInfo.InvariantCulture);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
