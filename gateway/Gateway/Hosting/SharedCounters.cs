using Headgate.Gateway.Source;
using Headgate.Limits;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;

namespace Headgate.Gateway.Hosting;

/// <summary>
/// Counters in Redis, shared with the other gateways of this environment: the connection, the leases, the statistics, and what runs behind them. Starts
/// at once, whether or not Redis is there; ends after the last request, gives leases back and sends what was counted.
/// </summary>
public sealed partial class SharedCounters : IHostedService, IAsyncDisposable
{
    // A gateway that leaves must not wait for a store that is away.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _leaving = new();
    private readonly RedisConnection _connection;
    private readonly StoreProbe _probe;
    private Task _running = Task.CompletedTask;

    /// <summary>Begins to connect.</summary>
    public SharedCounters(RedisSettings settings, ConfigurationSource configuration, TimeProvider time, ILogger<SharedCounters> logger)
    {
        _connection = RedisConnection.Open(settings, time, logger);
        var keys = new CounterKeys(settings.Prefix, () => configuration.Current.Pool?.Environment);
        Health = new StoreHealth(time);
        Health.Changed += outage =>
        {
            if (outage is null) LogBack(logger);
            else LogAway(logger, outage.Reason);
        };
        _probe = new StoreProbe(() => _connection.Database, keys, Health, () => _connection.Problem, time);
        Statistics = new UsageStatistics(time);
        Flusher = new UsageFlusher(Statistics, () => _connection.Database, keys, Health, () => keys.AreKnown ? _connection.IsCluster : null);
        var counters = new RedisLimitStore(() => _connection.Database, keys, Health, time, () => _connection.Generation);
        Leases = new LeasedLimitStore(counters, Health, () => _connection.Generation, Statistics.Count, time);
    }

    /// <summary>The store that requests are judged by.</summary>
    public LeasedLimitStore Leases { get; }

    /// <summary>Whether Redis answers.</summary>
    public StoreHealth Health { get; }

    /// <summary>What was used and not sent yet.</summary>
    public UsageStatistics Statistics { get; }

    /// <summary>Sends it.</summary>
    public UsageFlusher Flusher { get; }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.WhenAll(_probe.RunAsync(_leaving.Token), Leases.RunAsync(_leaving.Token), Flusher.RunAsync(_leaving.Token));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _running.WaitAsync(Farewell, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _leaving.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counters of limits cannot be asked: {Reason}. Calls under a limit go as their Product wants until they can.")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The counters of limits can be asked again.")]
    private static partial void LogBack(ILogger logger);
}
