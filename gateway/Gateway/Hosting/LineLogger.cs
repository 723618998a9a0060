using System.Text.Json;

namespace Headgate.Gateway.Hosting;

/// <summary>Writes log entries as JSON lines.</summary>
public sealed class LineLogger(TextWriter output) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Category(categoryName, output);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Category(string name, TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteString("time", TimeProvider.System.GetUtcNow());
                json.WriteString("level", logLevel.ToString());
                json.WriteString("logger", name);
                json.WriteString("message", formatter(state, exception));
                if (exception is not null) json.WriteString("exception", exception.ToString());
                json.WriteEndObject();
            }
            lock (output) output.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        }
    }
}
