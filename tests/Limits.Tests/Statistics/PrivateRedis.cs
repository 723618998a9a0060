using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>A redis-server of a test class, which loses nothing when it is killed; every test has a prefix of its own.</summary>
public sealed class PrivateRedis : IAsyncLifetime
{
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    public IDatabase Database => _connection!.GetDatabase();

    public RedisServer Server => _server!;

    public static CounterKeys NewKeys() => new($"t{Guid.NewGuid():N}", "production");

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync(new RedisOptions { AppendFsync = "always" });
        _connection = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { _server.Address },
            AbortOnConnectFail = false,
            BacklogPolicy = BacklogPolicy.FailFast,
            ReconnectRetryPolicy = new LinearRetry(50),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _connection!.DisposeAsync();
        await _server!.DisposeAsync();
    }
}
