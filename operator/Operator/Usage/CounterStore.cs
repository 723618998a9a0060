using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using StackExchange.Redis;

namespace Headgate.Operator.Usage;

/// <summary>The counters of one environment, for the time of a command.</summary>
internal sealed class CounterStore : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly RedisConnection _connection;

    private CounterStore(RedisConnection connection, string environment)
    {
        _connection = connection;
        var keys = new CounterKeys(connection.Prefix, environment);
        History = new UsageHistory(() => connection.Database, keys);
        Adjustment = new CounterAdjustment(() => connection.Database, keys);
    }

    /// <summary>What was used.</summary>
    public UsageHistory History { get; }

    /// <summary>Changes counters.</summary>
    public CounterAdjustment Adjustment { get; }

    /// <summary>Connects.</summary>
    /// <exception cref="UsageFailure">There is no connection within five seconds.</exception>
    public static async Task<CounterStore> OpenAsync(RedisSettings settings, string environment, TimeProvider time, CancellationToken cancellationToken)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var connection = RedisConnection.Open(settings, time, logger: null);
        connection.Connected += () => connected.TrySetResult();
        if (connection.IsConnected) connected.TrySetResult();
        try
        {
            await connected.Task.WaitAsync(Patience, time, cancellationToken);
            return new CounterStore(connection, environment);
        }
        catch (TimeoutException exception)
        {
            var problem = connection.Problem;
            await connection.DisposeAsync();
            throw new UsageFailure($"Redis cannot be reached within {Patience.TotalSeconds} s: {problem}. Name the servers that the gateways use with --redis, or the operator's file with --config.", exception);
        }
    }

    /// <summary>Asks Redis, and says in a sentence what went wrong.</summary>
    /// <exception cref="UsageFailure">Redis did not answer, or refused.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or ObjectDisposedException)
        {
            throw new UsageFailure($"Redis did not tell: {exception.Message}", exception);
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
