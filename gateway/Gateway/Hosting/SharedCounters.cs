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
    // A gateway that leaves must not wait for a store that is away: a second for leases, two times two for statistics.
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(6);

    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _last = new();
    private readonly ILogger _logger;
    private readonly RedisConnection _connection;
    private readonly StoreProbe _probe;
    private Task _leasing = Task.CompletedTask;
    private Task _flushing = Task.CompletedTask;

    /// <summary>Begins to connect.</summary>
    public SharedCounters(RedisSettings settings, ConfigurationSource configuration, TimeProvider time, ILogger<SharedCounters> logger)
    {
        _logger = logger;
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
        _leasing = Task.WhenAll(_probe.RunAsync(_leaving.Token), Leases.RunAsync(_leaving.Token));
        _flushing = Flusher.RunAsync(_last.Token);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Gives back what is held and sends what was counted, whether or not the store counts as away: a real attempt at each, bounded by a time of its own.
    /// Requests may have taken all of the time that they were given, and nobody can do this later.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var ending = EndAsync();
        await ending.WaitAsync(Farewell, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var figures = Flusher.Figures;
        if (!ending.IsCompletedSuccessfully || figures.LostCalls > 0) LogUntold(_logger, figures.LostCalls, figures.PendingEntries);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _leaving.Dispose();
        _last.Dispose();
    }

    // What a call is answered with is counted when leases are back: statistics end last.
    private async Task EndAsync()
    {
        await _leaving.CancelAsync();
        await _leasing;
        await _last.CancelAsync();
        await _flushing;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counters of limits cannot be asked: {Reason}. Calls under a limit go as their Product wants until they can.")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The counters of limits can be asked again.")]
    private static partial void LogBack(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This gateway leaves with {Calls} accepted calls that are in no statistics, and {Entries} entries of which it is not known.")]
    private static partial void LogUntold(ILogger logger, long calls, int entries);
}
