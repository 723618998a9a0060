using Headgate.Limits.Tests.Redis.Servers;

[assembly: AssemblyFixture(typeof(SharedValkey))]

namespace Headgate.Limits.Tests.Redis.Servers;

/// <summary>One valkey-server, where there is one on PATH.</summary>
public sealed class SharedValkey() : SharedServer(connections: 1)
{
    private protected override async Task<(IAsyncDisposable Server, string Address)> StartAsync()
    {
        ValkeyServer.SkipUnlessInstalled();
        var server = await ValkeyServer.StartAsync();
        return (server, server.Address);
    }
}
