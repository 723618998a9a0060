using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers.Tests;

/// <summary>Every line that is logged in a reconcile says which one it was.</summary>
public class ReconcileScopeTests
{
    [Fact]
    public async Task Lines_of_one_reconcile_share_an_id_and_those_of_another_have_another()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var queue = new WorkQueue<string>(TimeProvider.System);
        var logger = new ScopeLogger();
        var left = 2;
        var loop = new ControllerLoop<string>(
            queue,
            (key, _) =>
            {
                logger.LogInformation("one of {Key}", key);
                logger.LogInformation("two of {Key}", key);
                if (Interlocked.Decrement(ref left) == 0) stop.Cancel();
                return Task.FromResult<TimeSpan?>(null);
            },
            1, logger);
        queue.Add("a");
        queue.Add("b");
        await loop.RunAsync(stop.Token);
        var ids = logger.Lines.GroupBy(line => line.Key).ToDictionary(group => group.Key, group => Assert.Single(group.Select(line => line.Reconcile).Distinct()));
        Assert.Equal(4, logger.Lines.Count);
        Assert.NotEqual(ids["a"], ids["b"]);
    }

    private sealed class ScopeLogger : ILogger
    {
        private readonly AsyncLocal<IReadOnlyDictionary<string, object>?> _scope = new();

        public ConcurrentQueue<(string Key, string Reconcile)> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _scope.Value = state as IReadOnlyDictionary<string, object>;
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue((_scope.Value!["key"].ToString()!, _scope.Value["reconcile"].ToString()!));
    }
}
