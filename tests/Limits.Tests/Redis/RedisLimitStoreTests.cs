using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Redis.Servers;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Counters in Redis, and in what speaks as Redis does, do what every store does.</summary>
public abstract class RedisLimitStoreBehaviour(SharedServer server) : ReadableStoreBehaviour, IAsyncLifetime
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
        var (keys, scripts) = (server.NewKeys(), server.Scripts());
        return new CountedStore(new RedisLimitStore(scripts, keys, time, time), scripts, keys, time);
    }
}

/// <summary>redis-server.</summary>
public sealed class RedisLimitStoreTests(SharedRedis redis) : RedisLimitStoreBehaviour(redis)
{
    protected override int Calls => 2_000;
}

/// <summary>Garnet.</summary>
public sealed class GarnetLimitStoreTests(SharedGarnet garnet) : RedisLimitStoreBehaviour(garnet);

/// <summary>Valkey.</summary>
[Trait(ValkeyServer.Needs, ValkeyServer.Program)]
public sealed class ValkeyLimitStoreTests(SharedValkey valkey) : RedisLimitStoreBehaviour(valkey);
