using System.Collections.Concurrent;
using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using Microsoft.Extensions.Logging;

namespace Headgate.Limits.Tests.Redis;

/// <summary>A connection with its log, and files for its settings.</summary>
internal sealed class ConnectionStage : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("headgate-connection-").FullName;
    private readonly Lines _lines = new();

    private ConnectionStage()
    {
    }

    public RedisConnection Connection { get; private set; } = null!;

    /// <summary>All that was logged.</summary>
    public string Log => string.Join('\n', _lines.Seen);

    /// <summary>
    /// Lines about losses but for those of a server that was silent for long: on a busy machine any may be.
    /// </summary>
    public IEnumerable<string> Losses => _lines.Seen.Where(line => line.StartsWith("Lost", StringComparison.Ordinal) && !line.Contains("does not answer", StringComparison.Ordinal));

    /// <summary>Opens a connection with settings as a gateway is given them.</summary>
    /// <param name="addresses">The setting <c>redis</c>.</param>
    /// <param name="settings">Names without the leading <c>redis-</c>; what ends in <c>-file</c> or is <c>ca</c> is written to a file.</param>
    public static ConnectionStage Open(string addresses, params (string Name, string Value)[] settings)
    {
        var stage = new ConnectionStage();
        var values = new Dictionary<string, string> { ["redis"] = addresses };
        foreach (var (name, value) in settings)
            values[$"redis-{name}"] = name == "ca" || name.EndsWith("-file", StringComparison.Ordinal) ? stage.Write(name, value) : value;
        stage.Connection = RedisConnection.Open(RedisSettings.Parse(values)!, TimeProvider.System, stage._lines);
        return stage;
    }

    /// <summary>Changes the content of such a file.</summary>
    public string Write(string name, string content)
    {
        var path = Path.Combine(_directory, name);
        File.WriteAllText(path, content + "\n");
        return path;
    }

    /// <summary>Waits until a command is answered.</summary>
    /// <returns>How long it took.</returns>
    public Task<TimeSpan> UntilUsableAsync() => Patience.UntilAsync(
        async () => (long)await Connection.Database.ScriptEvaluateAsync("return 1").WaitAsync(TimeSpan.FromSeconds(1)) == 1, $"an answer after\n{Log}\n");

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> Seen { get; } = new();

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Seen.Enqueue(formatter(state, exception));
    }
}
