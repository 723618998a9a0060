using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>Faults of more than one server: a failover by Sentinels, and a Cluster whose slots move.</summary>
internal static class ManyServers
{
    private static readonly TimeSpan DownAfter = TimeSpan.FromSeconds(1);

    // Only what was killed is taken for dead, on a busy machine too.
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    /// <summary>Kills the primary; the fault lasts until Sentinels name another.</summary>
    public static Task<bool> FailOverAsync(string name) => FailOverAsync(name, new RedisOptions(), (sentinels, before) => AnotherAsync(sentinels, before));

    /// <summary>
    /// The same with a primary that takes no writes without a replica: the fault lasts until the one that was killed is back and follows the other.
    /// </summary>
    public static Task<bool> FailOverWithReplicaAsync(string name) => FailOverAsync(
        name,
        new RedisOptions { Directives = ["min-replicas-to-write 1", "min-replicas-max-lag 1"] },
        async (sentinels, before) =>
        {
            await AnotherAsync(sentinels, before);
            await before.StartAgainAsync();
            await Patience.UntilAsync(
                async () => ((string)(await (await sentinels.PrimaryAsync()).RunAsync("INFO", "replication"))!).Contains("min_slaves_good_slaves:1", StringComparison.Ordinal), "a replica");
        });

    private static async Task AnotherAsync(RedisSentinels sentinels, RedisServer before)
    {
        await Patience.UntilAsync(async () => await sentinels.PrimaryAsync() != before, "another primary");
        await sentinels.SetDownAfterAsync(Never);
    }

    private static async Task<bool> FailOverAsync(string name, RedisOptions options, Func<RedisSentinels, RedisServer, Task> end)
    {
        await using var sentinels = await RedisSentinels.StartAsync(Never, options);
        await using var stage = await FaultStage.StartAsync(
            sentinels.Servers[0], gateways: 2, sentinels.Addresses, string.Join(',', sentinels.Servers.Select(server => server.Address)), "--redis-sentinel", sentinels.Name);
        var before = await sentinels.PrimaryAsync();
        var fault = new FaultCase(
            name,
            async _ =>
            {
                await before.KillAsync();
                await sentinels.SetDownAfterAsync(DownAfter);
            },
            _ => end(sentinels, before))
        {
            Lasting = TimeSpan.Zero,
            Excuse = "writes that were not replicated yet",
        };
        return await Faults.RunAsync(stage, fault);
    }

    /// <summary>Moves a third of the slots, and them and another third on.</summary>
    public static async Task<bool> ReshardAsync(string name)
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var stage = await FaultStage.StartAsync(cluster.Nodes[0], gateways: 2, cluster.Addresses, cluster.Addresses);
        var fault = new FaultCase(
            name,
            async _ =>
            {
                await cluster.MoveSlotsAsync(0, 1);
                await cluster.MoveSlotsAsync(1, 2);
            },
            _ => Task.CompletedTask)
        {
            Lasting = TimeSpan.Zero,
        };
        return await Faults.RunAsync(stage, fault);
    }
}
