using System.Globalization;

namespace Headgate.TestSupport.Redis;

/// <summary>A primary and a replica of real redis-server, and three Sentinels that watch them.</summary>
public sealed class RedisSentinels : IAsyncDisposable
{
    private const int Watchers = 3;
    private const string Quorum = "2";

    private readonly List<RedisServer> _servers = [];
    private readonly List<RedisServer> _sentinels = [];

    private RedisSentinels(string name) => Name = name;

    /// <summary>The name that the Sentinels know the primary by.</summary>
    public string Name { get; }

    /// <summary>Primary and replica as they were at first.</summary>
    public IReadOnlyList<RedisServer> Servers => _servers;

    /// <summary>The Sentinels.</summary>
    public IReadOnlyList<RedisServer> Sentinels => _sentinels;

    /// <summary>Where the Sentinels listen, separated by commas.</summary>
    public string Addresses => string.Join(',', _sentinels.Select(sentinel => sentinel.Address));

    /// <summary>Starts them and waits until a failover would work.</summary>
    /// <param name="downAfter">How long a primary must be silent before Sentinels take it for dead.</param>
    /// <param name="server">How primary and replica are set up.</param>
    /// <param name="acl">Lines of the ACL file of the Sentinels, whose default user stays as it is; null for none.</param>
    /// <param name="name">The name for the primary.</param>
    public static async Task<RedisSentinels> StartAsync(TimeSpan downAfter, RedisOptions? server = null, IReadOnlyList<string>? acl = null, string name = "limits")
    {
        var stage = new RedisSentinels(name);
        try
        {
            server ??= new RedisOptions();
            // A primary otherwise waits five seconds for more replicas.
            server = server with { Directives = [.. server.Directives, "repl-diskless-sync-delay 0"] };
            var primary = await RedisServer.StartAsync(server);
            stage._servers.Add(primary);
            var replicate = $"replicaof 127.0.0.1 {primary.Port}";
            stage._servers.Add(await RedisServer.StartAsync(server with { Directives = [.. server.Directives, replicate] }));
            await Patience.UntilAsync(async () => ((string)(await stage._servers[1].RunAsync("INFO", "replication"))!).Contains("master_link_status:up", StringComparison.Ordinal), "the replica");
            for (var index = 0; index < Watchers; index++)
            {
                stage._sentinels.Add(await RedisServer.StartAsync(new RedisOptions
                {
                    IsSentinel = true,
                    Acl = acl,
                    Directives =
                    [
                        $"sentinel monitor {name} 127.0.0.1 {primary.Port} {Quorum}",
                        $"sentinel down-after-milliseconds {name} {Text(downAfter)}",
                        // Also how long a Sentinel that lost an election waits for the next.
                        $"sentinel failover-timeout {name} 2000",
                    ],
                }));
            }
            foreach (var sentinel in stage._sentinels)
            {
                await Patience.UntilAsync(
                    async () => ((string)(await sentinel.RunAsync("INFO", "sentinel"))!).Contains($"slaves=1,sentinels={Watchers}", StringComparison.Ordinal), "Sentinels that know each other");
            }
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Changes how long a primary must be silent.</summary>
    public async Task SetDownAfterAsync(TimeSpan downAfter)
    {
        foreach (var sentinel in _sentinels) await sentinel.RunAsync("SENTINEL", "SET", Name, "down-after-milliseconds", Text(downAfter));
    }

    /// <summary>Whom a Sentinel calls the primary now.</summary>
    public async Task<RedisServer> PrimaryAsync()
    {
        var address = (object?[])(await _sentinels[0].RunAsync("SENTINEL", "GET-MASTER-ADDR-BY-NAME", Name))!;
        return _servers.Single(server => server.Port.ToString(CultureInfo.InvariantCulture) == (string)address[1]!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _sentinels.Concat(_servers)) await process.DisposeAsync();
    }

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
}
