using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Headgate.TestSupport.Redis;

/// <summary>
/// Garnet, which needs nothing but the SDK: the tool of <c>.config/dotnet-tools.json</c>, restored on first use. Listens on a port of 127.0.0.1, keeps
/// everything in memory and dies with the tests.
/// </summary>
public sealed class GarnetServer : IAsyncDisposable
{
    private const string Tool = "garnet-server";

    private static readonly Lazy<string> Program = new(Find);

    private readonly Process _process;

    private GarnetServer(int port)
    {
        Port = port;
        // Without transaction mode scripts are not atomic.
        var start = new ProcessStartInfo(
            "dotnet",
            [Program.Value, "--bind", "127.0.0.1", "--port", port.ToString(CultureInfo.InvariantCulture), "--lua", "--lua-transaction-mode", "--memory", "64m", "--index", "8m", "-q"])
        {
            RedirectStandardOutput = true,
        };
        _process = Process.Start(start)!;
        Leash.Hold(_process);
        _process.BeginOutputReadLine();
    }

    /// <summary>Port of 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Starts one and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">It ended, or the tool cannot be restored.</exception>
    public static async Task<GarnetServer> StartAsync()
    {
        var server = new GarnetServer(FreePort.Find());
        try
        {
            await Patience.UntilAsync(async () => server._process.HasExited || await server.RunAsync("PING") is not null, Tool);
            return server._process.HasExited ? throw new InvalidOperationException($"{Tool} ended with {server._process.ExitCode}.") : server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one command.</summary>
    /// <returns>A string, a long, null, or an array of these.</returns>
    /// <exception cref="RespException">The server answered with an error.</exception>
    public async Task<object?> RunAsync(params string[] command)
    {
        await using var client = await RespClient.ConnectAsync(Port);
        return await client.RunAsync(command);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        Leash.Release(_process);
        _process.Dispose();
    }

    // The tool itself and not `dotnet tool run`, which would be a parent that dies without it.
    private static string Find()
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Repository.PathOf(".config/dotnet-tools.json")))!;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var tools = Path.Combine(packages, Tool, (string)manifest["tools"]![Tool]!["version"]!, "tools");
        if (!Directory.Exists(tools)) Restore();
        return Directory.EnumerateFiles(tools, "GarnetServer.dll", SearchOption.AllDirectories).OrderDescending(StringComparer.Ordinal).First(path => path.Contains("net10.0", StringComparison.Ordinal));
    }

    private static void Restore()
    {
        using var restore = Process.Start(new ProcessStartInfo("dotnet", ["tool", "restore"]) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = restore.StandardOutput.ReadToEndAsync();
        var errors = restore.StandardError.ReadToEnd();
        restore.WaitForExit();
        if (restore.ExitCode != 0) throw new InvalidOperationException($"`dotnet tool restore` ended with {restore.ExitCode}: {output.Result}{errors}");
    }
}
