using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Headgate.Operator.Cluster;
using Headgate.TestOperator;

namespace Headgate.Stress;

/// <summary>An operator in a process of its own, so that its memory can be told.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _directory;

    private OperatorProcess(Process process, string directory) => (_process, _directory) = (process, directory);

    /// <summary>Starts it.</summary>
    public static async Task<OperatorProcess> StartAsync(Stage stage, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory("stress-").FullName;
        var kubeconfig = await stage.Api.WriteKubeconfigAsync(directory);
        var file = Path.Combine(directory, "operator.yaml");
        await File.WriteAllTextAsync(
            file, JsonSerializer.Serialize(configuration with { AdminPort = 0 }, OperatorJson.Default.OperatorConfiguration), cancellationToken);
        var program = Path.Combine(AppContext.BaseDirectory, "Headgate.Operator.dll");
        var process = Process.Start(new ProcessStartInfo("dotnet", [program, "run", "--config", file, "--kubeconfig", kubeconfig])
        {
            RedirectStandardOutput = true,
        })!;
        // Warnings are of interest, and what it says of itself at the start.
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && !text.Contains("\"Information\"", StringComparison.Ordinal)) Console.WriteLine($"operator: {text}");
        };
        process.BeginOutputReadLine();
        return new OperatorProcess(process, directory);
    }

    /// <summary>Megabytes of memory, as the kernel tells: VmRSS or VmHWM.</summary>
    public long Megabytes(string field)
    {
        var line = File.ReadLines(Invariant($"/proc/{_process.Id}/status")).First(line => line.StartsWith(field + ":", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
