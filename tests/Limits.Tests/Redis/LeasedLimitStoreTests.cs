using Headgate.Limits.Leases;
using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Redis.Servers;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Redis;

/// <summary>To the calls of one gateway leases are invisible: they meet what every store does.</summary>
public abstract class LeasedLimitStoreBehaviour(SharedServer server) : LimitStoreBehaviour, IAsyncLifetime
{
    protected override int Calls => 1_000;

    protected override long Largest => Headgate.Limits.Redis.Scripts.Largest;

    protected override TimeSpan Resolution => TimeSpan.FromMilliseconds(1);

    public ValueTask InitializeAsync() => server.UseAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected override ILimitStore Create(TimeProvider time)
    {
        var health = new StoreHealth(time);
        var (keys, scripts) = (server.NewKeys(), server.Scripts(health));
        var counters = new RedisLimitStore(scripts, keys, time, time);
        return new CountedStore(new LeasedLimitStore(new LeaseSource(counters, counters.Clock, health, () => 0, time), static _ => { }), scripts, keys, time);
    }
}

/// <summary>On redis-server.</summary>
public sealed class LeasedLimitStoreTests(SharedRedis redis) : LeasedLimitStoreBehaviour(redis)
{
    protected override int Calls => 2_000;
}

/// <summary>On Garnet.</summary>
public sealed class GarnetLeasedLimitStoreTests(SharedGarnet garnet) : LeasedLimitStoreBehaviour(garnet);

/// <summary>On Valkey.</summary>
[Trait(ValkeyServer.Needs, ValkeyServer.Program)]
public sealed class ValkeyLeasedLimitStoreTests(SharedValkey valkey) : LeasedLimitStoreBehaviour(valkey);
