using Headgate.Limits.Leases;
using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Redis;

/// <summary>To the calls of one gateway leases are invisible: they meet what every store does.</summary>
public sealed class LeasedLimitStoreTests(SharedRedis redis) : LimitStoreBehaviour
{
    protected override int Calls => 2_000;

    protected override long Largest => Headgate.Limits.Redis.Scripts.Largest;

    protected override TimeSpan Resolution => TimeSpan.FromMilliseconds(1);

    protected override ILimitStore Create(TimeProvider time)
    {
        var health = new StoreHealth(time);
        var (keys, scripts) = (redis.NewKeys(), redis.Scripts(health));
        var counters = new RedisLimitStore(scripts, keys, time, time);
        return new CountedStore(new LeasedLimitStore(new LeaseSource(counters, counters.Clock, health, () => 0, time), static _ => { }), scripts, keys, time);
    }
}
