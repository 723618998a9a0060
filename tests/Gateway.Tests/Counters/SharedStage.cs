using System.Globalization;
using System.Text.Json;
using Headgate.Configuration;
using Headgate.Gateway.Tests.Http;
using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;

namespace Headgate.Gateway.Tests.Counters;

/// <summary>A gateway whose counters are in a real Redis, behind a proxy that spoils what passes.</summary>
internal sealed class SharedStage : IAsyncDisposable
{
    public const long Limit = 80;

    private readonly RedisServer _redis;

    private SharedStage(RedisServer redis) => (_redis, Proxy) = (redis, FaultProxy.Start(redis.Port));

    public FaultProxy Proxy { get; }

    public RawUpstream Upstream { get; } = new();

    public TestGateway Gateway { get; private set; } = null!;

    /// <summary>Starts all of it, and waits until a call is counted.</summary>
    public static async Task<SharedStage> StartAsync(TimeSpan drainTimeout)
    {
        var stage = new SharedStage(await RedisServer.StartAsync());
        var plan = new Plan { Name = "acme/basic", Limits = [new Limit { Metric = Contract.Hits, Period = Period.Eternity, Value = Limit, Mode = LimitMode.Enforce }] };
        stage.Gateway = await TestGateway.StartAsync(
            [new TestProduct { Backends = [TestProduct.To(stage.Upstream.Url)], Plans = [plan] }],
            settings => settings with { DrainTimeout = drainTimeout, Redis = new RedisSettings { Addresses = [RedisAddress.Parse(stage.Proxy.Address, 0)] } });
        await Patience.UntilAsync(async () => (await stage.Gateway.GetAsync("/")).Status == 200, "a call that passes");
        stage.Accepted = 1;
        return stage;
    }

    /// <summary>Calls that passed.</summary>
    public int Accepted { get; private set; }

    /// <summary>Whether the gateway says that it has its counters.</summary>
    public async Task<StoreStatus> StoreAsync()
    {
        var text = (await new AdminCaller(Gateway).GetAsync("/status")).Text;
        return JsonSerializer.Deserialize(text, StatusJson.Default.GatewayStatus)!.Store!;
    }

    /// <summary>A metric without labels.</summary>
    public async Task<double> MetricAsync(string name)
    {
        var text = (await new AdminCaller(Gateway).GetAsync("/metrics")).Text;
        return double.Parse(text.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <summary>Calls until the gateway says that its counters are away.</summary>
    public Task UntilAwayAsync() => Patience.UntilAsync(
        async () =>
        {
            if ((await Gateway.GetAsync("/")).Status == 200) Accepted++;
            return !(await StoreAsync()).Available;
        },
        "counters that are away");

    /// <summary>Units that are booked, and units that are counted.</summary>
    public async Task<(string? Booked, string? Counted)> StoredAsync()
    {
        var key = (string)new CounterKeys("headgate", "production").Window("acme/good", Period.Eternity, default)!;
        return ((string?)await _redis.RunAsync("HGET", key, Contract.Hits + CounterKeys.UsedSuffix), (string?)await _redis.RunAsync("HGET", key, Contract.Hits));
    }

    /// <summary>Runs a command on the Redis itself.</summary>
    public Task<object?> RunAsync(params string[] command) => _redis.RunAsync(command);

    public Task KillRedisAsync() => _redis.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        await Proxy.DisposeAsync();
        await _redis.DisposeAsync();
    }
}
