using System.Globalization;
using Headgate.Configuration;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>
/// What a caller waits for over HTTP when calls come at a fixed rate: without limits, with limits counted in memory, and with limits counted in Redis. And how
/// Applications that are past their limits do. A call counts from when it was due, so that a slow answer is told of all that waited behind it.
/// </summary>
internal static class FixedRate
{
    private const long Never = 1L << 40;
    private const int Past = 1_000;

    // In turn, since others may use the machine meanwhile.
    private const int Rounds = 7;
    private const int PastRate = 4_000;
    private static readonly int[] Rates = [500, 2_000];
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(6);

    /// <summary>Prints both tables.</summary>
    public static async Task ReportAsync(int seconds)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var upstream = CountingUpstream.Start();
        using var pool = new LoadPool(
            upstream.Port,
            new LoadGroup("free", 10),
            new LoadGroup("limited", 10, LoadGroup.Three(Never, Never)),
            new LoadGroup("past", Past, LoadGroup.Limit(Contract.Hits, 5, Period.Day)));
        await LatencyAsync(pool, redis, TimeSpan.FromSeconds(seconds));
        await PastAsync(pool, redis, TimeSpan.FromSeconds(seconds));
    }

    private static async Task LatencyAsync(LoadPool pool, RedisServer redis, TimeSpan time)
    {
        await using var alone = await GatewayProcess.StartAsync(pool.Root, redis: null);
        await using var shared = await GatewayProcess.StartAsync(pool.Root, redis.Address);
        Console.WriteLine("| calls a second | counters | calls | not 200 | p50 | p99 | p99.9 |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|");
        (string Name, GatewayProcess Gateway, string Group)[] rows =
            [("none: no limits", alone, "free"), ("in memory", alone, "limited"), ("none, with Redis there", shared, "free"), ("in Redis, by leases", shared, "limited")];
        foreach (var row in rows) await CallAsync(pool, [row.Gateway], row.Group, Rates[^1], Warm);
        foreach (var rate in Rates)
        {
            var rounds = rows.ToDictionary(row => row.Name, _ => new List<History>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (name, gateway, group) in rows) rounds[name].Add(await CallAsync(pool, [gateway], group, rate, time));
            }
            foreach (var (name, histories) in rounds)
            {
                var calls = histories.Sum(history => history.Answers.Count);
                Console.WriteLine($"| {rate} | {name} | {calls} | {calls - histories.Sum(history => history.Count(200))} | {Middle(histories, 0.5)} | {Middle(histories, 0.99)} | {Middle(histories, 0.999)} |");
            }
        }
    }

    /// <summary>A quantile of each round, and of those the one in the middle.</summary>
    private static string Middle(List<History> rounds, double part)
    {
        var each = rounds.Select(round => round.Durations(_ => true)).Select(durations => durations[(int)(durations.Count * part)]).Order().ToList();
        return each[each.Count / 2].TotalMilliseconds.ToString("0.00 ms", CultureInfo.InvariantCulture);
    }

    private static async Task PastAsync(LoadPool pool, RedisServer redis, TimeSpan time)
    {
        var gateways = await GatewayProcess.StartManyAsync(4, pool.Root, redis.Address);
        await using var client = await redis.ConnectAsync();
        // All is used up, and has been counted.
        await CallAsync(pool, gateways, "past", PastRate, Warm + Warm);
        var before = await RedisFigures.ReadAsync(client);
        var history = await CallAsync(pool, gateways, "past", PastRate, time);
        var after = await RedisFigures.ReadAsync(client);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Past} Applications past their limits, 4 gateways, {PastRate} calls a second: {history.Answers.Count} calls, 429: {history.Count(429)}, 503: {history.Count(503)}, {(after.Scripts - before.Scripts) * 1_000.0 / history.Answers.Count:0.0} scripts for 1,000 calls"));
        foreach (var gateway in gateways) await gateway.DisposeAsync();
    }

    private static async Task<History> CallAsync(LoadPool pool, IReadOnlyList<GatewayProcess> gateways, string group, int rate, TimeSpan time)
    {
        var places = pool.Applications.Index().Where(entry => entry.Item.Group.Name == group).Select(entry => entry.Index).ToArray();
        var load = new Load(pool, [.. gateways.Select(gateway => gateway.Port)]) { Connections = 32, Rate = rate };
        using var stop = new CancellationTokenSource(time);
        return await load.RunAsync(chance => new Call(places[chance.Next(places.Length)], 1), stop.Token);
    }
}
