using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Redis;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(SharedRedis))]

namespace Headgate.Limits.Tests.Redis;

/// <summary>One redis-server for the tests that do it no harm; each has names of its own.</summary>
public sealed class SharedRedis : IAsyncLifetime
{
    private int _prefixes;
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    /// <summary>The connection.</summary>
    public IDatabase Database => _connection!.GetDatabase();

    /// <summary>Names that no other test has.</summary>
    internal CounterKeys NewKeys() => new($"test{Interlocked.Increment(ref _prefixes)}", "production");

    /// <summary>Runs scripts for as long as they take: the machine's load decides no test.</summary>
    internal ScriptRunner Scripts(StoreHealth? health = null) => new(() => Database, health ?? new StoreHealth(TimeProvider.System), TimeSpan.FromMinutes(1));

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_server.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}
