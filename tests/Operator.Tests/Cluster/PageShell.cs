using System.Diagnostics;
using System.Globalization;
using Headgate.TestSupport;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>
/// A shell in which the commands of a page are run: with kubectl, and with the executable that was built in place of <c>dotnet run</c>.
/// </summary>
internal sealed class PageShell(string kubeconfig) : IDisposable
{
    // Far above what anything here takes; reached only when something hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private Process? _running;

    /// <summary>The executable.</summary>
    public static string Headgate { get; } = $"dotnet {Path.Combine(AppContext.BaseDirectory, "Headgate.Operator.dll")}";

    /// <summary>Runs a command to its end; it must succeed and say something.</summary>
    public async Task RunAsync(string command)
    {
        string[] arguments = ["-c", $"set -o pipefail; cd '{Repository.Root}'; {command}"];
        var (exitCode, output, errors) = await KubernetesTools.RunAsync(
            "bash", arguments, environment: Variables(), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, $"{command}: {errors}{output}");
        Assert.NotEmpty(output);
    }

    /// <summary>Starts a command, and waits until it says something.</summary>
    public async Task StartAsync(string command, string until)
    {
        var start = new ProcessStartInfo("bash", ["-c", $"cd '{Repository.Root}'; exec {command}"]) { RedirectStandardOutput = true };
        foreach (var (name, value) in Variables()) start.Environment[name] = value;
        _running = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        while (await _running.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.Contains(until, StringComparison.Ordinal)) break;
        Assert.False(_running.HasExited, command);
        // Nobody reads the rest; it must not stand still for it.
        _ = _running.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
    }

    /// <summary>Interrupts what was started.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var kill = Process.Start("kill", ["-INT", _running!.Id.ToString(CultureInfo.InvariantCulture)]);
        await _running.WaitForExitAsync().WaitAsync(Patience);
        return _running.ExitCode;
    }

    public void Dispose()
    {
        if (_running is { HasExited: false }) _running.Kill(entireProcessTree: true);
        _running?.Dispose();
    }

    private Dictionary<string, string> Variables() => new()
    {
        ["KUBECONFIG"] = kubeconfig,
        ["PATH"] = $"{Path.GetDirectoryName(KubernetesTools.Kubectl)}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}",
    };
}
