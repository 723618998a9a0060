using Headgate.Limits.Tests.Redis.Servers;
using Headgate.TestSupport.Redis;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace Headgate.Limits.Tests.Redis.Servers;

/// <summary>One redis-server.</summary>
public sealed class SharedRedis() : SharedServer(connections: 1)
{
    private protected override async Task<(IAsyncDisposable Server, string Address)> StartAsync()
    {
        var server = await RedisServer.StartAsync();
        return (server, server.Address);
    }
}
