using Headgate.Configuration;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>Redis behind a proxy, gateways in front of it, and Applications of each policy: with limits that are used up at once, each minute and never.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private const int Tight = 2_000;
    private const int EachMinute = 300;
    private const long Never = 100_000_000;
    private const int Wide = 3;

    private readonly List<GatewayProcess> _gateways = [];
    private readonly string? _address;

    private FaultStage(RedisServer redis, string? address, string? servers)
    {
        (Redis, _address, Servers) = (redis, address, servers ?? redis.Address);
        Proxy = FaultProxy.Start(redis.Port);
        Pool = new LoadPool(Upstream.Port, [.. Enum.GetValues<StorePolicy>().SelectMany(Groups)]);
    }

    /// <summary>The server.</summary>
    public RedisServer Redis { get; }

    /// <summary>Stands before the server.</summary>
    public FaultProxy Proxy { get; }

    public CountingUpstream Upstream { get; } = CountingUpstream.Start();

    public LoadPool Pool { get; }

    /// <summary>Where the gateways find Redis.</summary>
    public string Address => _address ?? Proxy.Address;

    /// <summary>The servers themselves, for who looks into them afterwards.</summary>
    public string Servers { get; }

    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    /// <summary>Starts all of it.</summary>
    /// <param name="redis">The server that is spoilt; it belongs to the stage unless an address is given.</param>
    /// <param name="gateways">How many processes.</param>
    /// <param name="address">Where the gateways find Redis; null for the proxy in front of the server.</param>
    /// <param name="servers">The servers themselves; null for that one.</param>
    /// <param name="arguments">Further settings of the gateways.</param>
    public static async Task<FaultStage> StartAsync(RedisServer redis, int gateways, string? address = null, string? servers = null, params string[] arguments)
    {
        var stage = new FaultStage(redis, address, servers);
        try
        {
            stage._gateways.AddRange(await GatewayProcess.StartManyAsync(gateways, stage.Pool.Root, stage.Address, arguments));
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Any call as any Application.</summary>
    public Call Next(Random chance) => new(chance.Next(Pool.Applications.Count), chance.Next(CallKind.All.Count));

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await Proxy.DisposeAsync();
        await Upstream.DisposeAsync();
        if (_address is null) await Redis.DisposeAsync();
        Pool.Dispose();
    }

    private static IEnumerable<LoadGroup> Groups(StorePolicy policy)
    {
        yield return new LoadGroup($"tight-{policy}", 1, LoadGroup.Limit(Contract.Hits, Tight, Period.Day)) { Policy = policy };
        yield return new LoadGroup($"minute-{policy}", 1, LoadGroup.Three(EachMinute, EachMinute * 3 / 2)) { Policy = policy };
        yield return new LoadGroup($"wide-{policy}", Wide, LoadGroup.Limit(Contract.Hits, Never, Period.Day), LoadGroup.Limit(CallKind.One, 1, Period.Day, LimitMode.Observe)) { Policy = policy };
    }
}
