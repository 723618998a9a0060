using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Operator.Usage;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Stress.Counters.Adjusting;

/// <summary>
/// One Application with one limit under load over several gateway processes, and the operator's own way to its counter.
/// </summary>
internal sealed class AdjustStage : IAsyncDisposable
{
    private const string Group = "adjusted";
    private const int Connections = 16;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource _stop = new();
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _looking = null!;
    private LoadPool _pool = null!;
    private IReadOnlyList<GatewayProcess> _gateways = [];
    private CounterStore _counters = null!;
    private Load _load = null!;
    private Task<History> _running = null!;
    private Task _watching = Task.CompletedTask;

    private AdjustStage()
    {
    }

    /// <summary>What arrives was accepted.</summary>
    public CountingUpstream Upstream { get; } = CountingUpstream.Start();

    /// <summary>Accepted units so far.</summary>
    public long Accepted => CallKind.All.Index().Sum(kind => Upstream.Calls(0, kind.Index) * kind.Item.Units);

    /// <summary>The smallest number that the counter was seen at.</summary>
    public long Least { get; private set; } = long.MaxValue;

    /// <summary>The clock of the history.</summary>
    public long Now => _load.Now;

    /// <summary>Starts all of it, the callers included.</summary>
    public static async Task<AdjustStage> StartAsync(int gateways, long limit)
    {
        var stage = new AdjustStage { _redis = await RedisServer.StartAsync(new RedisOptions { AppendFsync = "always" }) };
        stage._looking = await ConnectionMultiplexer.ConnectAsync(Patience.Client(stage._redis.Address));
        stage._pool = new LoadPool(stage.Upstream.Port, GroupOf(limit));
        stage._gateways = await GatewayProcess.StartManyAsync(gateways, stage._pool.Root, stage._redis.Address);
        var settings = RedisSettings.Parse(new Dictionary<string, string> { ["redis"] = stage._redis.Address })!;
        stage._counters = await CounterStore.OpenAsync(settings, "production", TimeProvider.System, CancellationToken.None);
        stage._load = new Load(stage._pool, [.. stage._gateways.Select(gateway => gateway.Port)]) { Connections = Connections, Rest = Rest };
        stage._running = stage._load.RunAsync(chance => new Call(0, chance.Next(CallKind.All.Count)), stage._stop.Token);
        stage._watching = stage.WatchAsync();
        return stage;
    }

    /// <summary>Puts another limit in force and waits until every gateway has loaded it.</summary>
    public async Task LimitAsync(long limit)
    {
        _pool.Publish(GroupOf(limit));
        await Patience.UntilAsync(async () => (await Task.WhenAll(_gateways.Select(gateway => gateway.StatusAsync()))).All(_pool.IsLoaded), "gateways that have loaded the plan");
    }

    /// <summary>What <c>headgate usage --reset</c> does, or with units <c>--credit</c>.</summary>
    public async Task<(long Before, long After)> TakeOffAsync(long? units)
    {
        var now = await CounterStore.AskAsync(_counters.History.NowAsync);
        return await CounterStore.AskAsync(() => _counters.Adjustment.TakeOffAsync(_pool.Applications[0].Name, Contract.Hits, Period.Eternity, units, now));
    }

    /// <summary>What stands in Redis.</summary>
    public Task<StoredUsage> StoredAsync() => StoredUsage.ReadAsync(_looking.GetDatabase(), _pool.Applications[0].Name, Contract.Hits, Period.Eternity, default);

    /// <summary>Waits until the counter stands at least there.</summary>
    public Task UntilUsedAsync(long units) => Patience.UntilAsync(async () => (await StoredAsync()).Used >= units, $"a counter at {units}");

    /// <summary>Ends the load and has all gateways leave.</summary>
    public async Task<History> StopAsync()
    {
        await _stop.CancelAsync();
        var history = await _running;
        await _watching;
        foreach (var gateway in _gateways) await gateway.StopAsync();
        return history;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        await _running;
        await _counters.DisposeAsync();
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await _looking.DisposeAsync();
        await Upstream.DisposeAsync();
        await _redis.DisposeAsync();
        _pool.Dispose();
        _stop.Dispose();
    }

    private async Task WatchAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if ((await StoredAsync()).Used is { } used) Least = Math.Min(Least, used);
            await Task.Delay(Rest, CancellationToken.None);
        }
    }

    private static LoadGroup GroupOf(long limit) => new(Group, 1, LoadGroup.Limit(Contract.Hits, limit, Period.Eternity));
}
