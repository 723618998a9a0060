using System.Globalization;
using Headgate.Configuration;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>How often Redis is asked, and what that adds to a call: beside counters in memory, and beside a limiter that asks Redis for each request.</summary>
internal static class Cost
{
    private const long Never = 1L << 40;
    private const long EdgeLimit = 200;
    private const int Many = 1_000;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>Prints both tables.</summary>
    public static async Task ReportAsync(int seconds)
    {
        await CallsAsync(TimeSpan.FromSeconds(seconds));
        await AddedLatency.ReportAsync(TimeSpan.FromSeconds(seconds));
    }

    private static async Task CallsAsync(TimeSpan time)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var upstream = CountingUpstream.Start();
        using var pool = new LoadPool(
            upstream.Port,
            new LoadGroup("ten", 10, LoadGroup.Three(Never, Never)),
            new LoadGroup("many", Many, LoadGroup.Three(Never, Never)),
            new LoadGroup("edge", 10, LoadGroup.Limit(Contract.Hits, EdgeLimit, Period.Minute)),
            new LoadGroup("flood", 1, LoadGroup.Limit(Contract.Hits, EdgeLimit, Period.Day)),
            new LoadGroup("idle", 10_000, LoadGroup.Limit(Contract.Hits, Never, Period.Day)));
        await using var client = await redis.ConnectAsync();
        foreach (var count in new[] { 1, 2 })
        {
            var gateways = await GatewayProcess.StartManyAsync(count, pool.Root, redis.Address);
            if (count == 1)
            {
                Console.WriteLine("| gateways | load | calls a second | accepted | scripts for 1,000 calls | p50 | p99 |");
                Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|");
            }
            var load = new Load(pool, [.. gateways.Select(gateway => gateway.Port)]);
            foreach (var (name, group) in new[] { ("10 Applications, far from a limit", "ten"), ("1,000 Applications, far from a limit", "many"), ("10 Applications at the edge of a limit", "edge"), ("one that floods past its limit", "flood") })
            {
                var places = pool.Applications.Index().Where(entry => entry.Item.Group.Name == group).Select(entry => entry.Index).ToArray();
                await RowAsync(client, load, count, name, places, time);
            }
            await IdleAsync(client, load, pool, gateways);
            foreach (var gateway in gateways) await gateway.DisposeAsync();
        }
    }

    private static async Task RowAsync(RespClient client, Load load, int gateways, string name, int[] places, TimeSpan time)
    {
        Call Next(Random chance) => new(places[chance.Next(places.Length)], 1);

        // Not the first second, in which everybody asks for the first time.
        using var warm = new CancellationTokenSource(TimeSpan.FromSeconds(4));
        await load.RunAsync(Next, warm.Token);
        var before = await RedisFigures.ReadAsync(client);
        using var stop = new CancellationTokenSource(time);
        var history = await load.RunAsync(Next, stop.Token);
        var after = await RedisFigures.ReadAsync(client);
        var durations = history.Durations(_ => true);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {gateways} | {name} | {history.Answers.Count / time.TotalSeconds:0} | {history.Accepted} | {(after.Scripts - before.Scripts) * 1_000.0 / history.Answers.Count:0.0} | {durations[durations.Count / 2].TotalMilliseconds:0.0} ms | {durations[durations.Count * 99 / 100].TotalMilliseconds:0.0} ms |"));
    }

    private static async Task IdleAsync(RespClient client, Load load, LoadPool pool, IReadOnlyList<GatewayProcess> gateways)
    {
        var first = pool.Applications.Index().First(entry => entry.Item.Group.Name == "idle").Index;
        var next = first;
        var history = await load.RunAsync(_ => new Call(Math.Min(Interlocked.Increment(ref next) - 1, pool.Applications.Count - 1), 0), (10_000 / (64 * gateways.Count)) + 1, CancellationToken.None);
        await Task.Delay(Quiet, CancellationToken.None);
        var before = await RedisFigures.ReadAsync(client);
        await Task.Delay(Quiet, CancellationToken.None);
        var after = await RedisFigures.ReadAsync(client);
        var megabytes = string.Join(", ", gateways.Select(gateway => gateway.Megabytes.Now));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"10,000 idle Applications on {gateways.Count} gateways ({history.Count(200)} calls): {after.Scripts - before.Scripts} scripts and {after.Commands - before.Commands - 1} other commands in {Quiet.TotalSeconds:0} s; memory of the gateways {megabytes} MB"));
    }
}
