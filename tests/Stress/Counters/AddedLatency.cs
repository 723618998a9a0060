using System.Globalization;
using Headgate.Configuration;
using Headgate.Limits;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Stress.Counters;

/// <summary>
/// What a decision waits for its counters, without HTTP around it: in memory, by leases, and by one script for each request. All three in this process, in
/// turn, with the same callers, who rest between calls as callers do.
/// </summary>
internal static class AddedLatency
{
    private const int Callers = 64;
    private const int Applications = 10;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    /// <summary>Prints a table.</summary>
    public static async Task ReportAsync(TimeSpan time)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        var clock = TimeProvider.System;
        var health = new StoreHealth(clock);
        var keys = new CounterKeys("latency", "production");
        var counters = new RedisLimitStore(() => connection.GetDatabase(), keys, health, clock);
        var leases = new LeasedLimitStore(counters, health, () => 0, new UsageStatistics(clock).Count, clock);
        using var stop = new CancellationTokenSource();
        var memory = new MemoryLimitStore(clock);
        var naive = new NaiveLimiter(connection.GetDatabase(), clock);
        var running = Task.WhenAll(leases.RunAsync(stop.Token), new StoreProbe(() => connection.GetDatabase(), keys, health, static () => null, clock).RunAsync(stop.Token));
        Console.WriteLine();
        Console.WriteLine("| counters | decisions a second | p50 | p99 | p99.9 | not decided |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        for (var round = 0; round < 2; round++)
        {
            await RowAsync("in memory", request => memory.ReserveAsync(request, CancellationToken.None), time);
            await RowAsync("by leases", request => leases.ReserveAsync(request, CancellationToken.None), time);
            await RowAsync("one script for each request", naive.ReserveAsync, time);
        }
        await stop.CancelAsync();
        await running;
    }

    private static async Task RowAsync(string name, Func<ReserveRequest, ValueTask<ReserveOutcome>> decide, TimeSpan time)
    {
        var end = TimeProvider.System.GetTimestamp() + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);
        var undecided = 0L;
        var lists = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller))));
        var durations = lists.SelectMany(list => list).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {durations.Count / time.TotalSeconds:0} | {At(0.5)} | {At(0.99)} | {At(0.999)} | {undecided} |"));

        string At(double part) => durations[(int)(durations.Count * part)].TotalMicroseconds.ToString("0.0 µs", CultureInfo.InvariantCulture);

        async Task<List<TimeSpan>> CallAsync(int caller)
        {
            var (chance, request, waited) = (new Random(caller), new ReserveRequest(), new List<TimeSpan>());
            while (TimeProvider.System.GetTimestamp() < end)
            {
                Ask(request, chance.Next(Applications));
                var began = TimeProvider.System.GetTimestamp();
                if (await decide(request) == ReserveOutcome.Unavailable) Interlocked.Increment(ref undecided);
                waited.Add(TimeProvider.System.GetElapsedTime(began));
                await Task.Delay(Rest, CancellationToken.None);
            }
            return waited;
        }
    }

    private static void Ask(ReserveRequest request, int application)
    {
        request.Begin(string.Create(CultureInfo.InvariantCulture, $"load/app-{application}"));
        request.AddCost("one", 1);
        request.AddCost(Contract.Hits, 1);
        foreach (var (metric, period) in new[] { ("one", Period.Minute), (Contract.Hits, Period.Minute), (Contract.Hits, Period.Hour) })
            request.AddClaim(new Claim { Metric = metric, Period = period, Need = 1, Want = 1, Max = 1L << 40, Enforced = true });
    }
}
