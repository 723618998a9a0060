using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Headgate.TestSupport;

namespace Headgate.EndToEnd.Tests;

/// <summary>One of our executables, run as a person or a kubelet runs it.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _seen = [];

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Far above what anything here takes; reached only when something hangs.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>All that it printed, for messages.</summary>
    public string Printed
    {
        get
        {
            lock (_seen) return string.Join('\n', _seen);
        }
    }

    /// <summary>Starts one and leaves it running.</summary>
    /// <param name="program">Name of its assembly, which lies beside the tests.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Variables beside those of the tests.</param>
    public static RunningProgram Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = Info(program, arguments);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) info.Environment[name] = value;
        return new RunningProgram(new Process { StartInfo = info });
    }

    /// <summary>Runs one to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program, string input, IEnumerable<string> arguments)
    {
        using var process = Process.Start(Info(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>Waits until it prints a line with this text, and returns the line.</summary>
    public async Task<string> WaitForAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
                if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
        catch (OperationCanceledException)
        {
            // Said below, with all that was printed.
        }
        throw new InvalidOperationException($"\"{text}\" was not printed. Printed was:\n{Printed}");
    }

    /// <summary>Sends SIGINT and waits for the end.</summary>
    public Task<int> InterruptAsync() => SignalAsync("INT");

    /// <summary>Sends a signal that ends it and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo Info(string program, IEnumerable<string> arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_seen) _seen.Add(line);
        _lines.Writer.TryWrite(line);
    }
}
