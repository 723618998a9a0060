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
        var options = ConfigurationOptions.Parse(Patience.Client(_server.Address));
        (options.AbortOnConnectFail, options.BacklogPolicy, options.ReconnectRetryPolicy) = (false, BacklogPolicy.FailFast, new LinearRetry(50));
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
    }

    /// <summary>Waits until the connection works: a test before may have had the server restarted.</summary>
    public async Task UseAsync() => await Patience.UntilAsync(async () => await Database.PingAsync() >= TimeSpan.Zero, "a connection");

    public async ValueTask DisposeAsync()
    {
        await _connection!.DisposeAsync();
        await _server!.DisposeAsync();
    }
}
