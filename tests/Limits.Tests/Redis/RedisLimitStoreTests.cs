using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Counters in Redis do what every store does.</summary>
public sealed class RedisLimitStoreTests(SharedRedis redis) : ReadableStoreBehaviour
{
    protected override int Calls => 2_000;

    protected override long Largest => Headgate.Limits.Redis.Scripts.Largest;

    protected override TimeSpan Resolution => TimeSpan.FromMilliseconds(1);

    protected override ILimitStore Create(TimeProvider time)
    {
        var (keys, scripts) = (redis.NewKeys(), redis.Scripts());
        return new CountedStore(new RedisLimitStore(scripts, keys, time, time), scripts, keys, time);
    }
}
