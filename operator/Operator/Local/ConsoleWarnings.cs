using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Local;

/// <summary>Shows a person what the gateway warns about; what it merely reports is on the page already.</summary>
internal sealed class ConsoleWarnings(TextWriter output) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Category(output);

    public void Dispose()
    {
    }

    private sealed class Category(TextWriter output) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) output.WriteLine($"  {formatter(state, exception)}{(exception is null ? "" : ": " + exception.Message)}");
        }
    }
}
