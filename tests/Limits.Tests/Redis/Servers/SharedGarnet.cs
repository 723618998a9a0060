using Headgate.Limits.Tests.Redis.Servers;
using Headgate.TestSupport.Redis;

[assembly: AssemblyFixture(typeof(SharedGarnet))]

namespace Headgate.Limits.Tests.Redis.Servers;

/// <summary>One Garnet. It runs at the same time what comes over different connections: a script that was not atomic would show.</summary>
public sealed class SharedGarnet() : SharedServer(connections: 4)
{
    private protected override async Task<(IAsyncDisposable Server, string Address)> StartAsync()
    {
        var server = await GarnetServer.StartAsync();
        return (server, server.Address);
    }
}
