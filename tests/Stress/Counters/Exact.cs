using System.Globalization;
using Headgate.Configuration;
using Headgate.Limits;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>
/// Whether no counter passes its limit, and all of it can be used: gateway processes on a real redis-server, 64 connections to each. The first load
/// goes over Applications with small limits while minutes roll over; then one after the other has a large limit used up; then many cold ones are called.
/// </summary>
internal static class Exact
{
    private static readonly long[] SmallLimits = [1, 5, 100, 1_000];
    private static readonly long[] LargeLimits = [10_000, 100_000];
    private static readonly string[] Costs = ["1", "5", "mixed"];

    /// <summary>Prints a table.</summary>
    /// <param name="gateways">Numbers of gateways, one load for each.</param>
    /// <param name="seconds">How long the rolling load lasts: above 60 a minute begins for sure.</param>
    /// <param name="largest">Large limits up to this are used up.</param>
    /// <returns>Whether nothing was wrong.</returns>
    public static async Task<bool> ReportAsync(IReadOnlyList<int> gateways, int seconds, long largest)
    {
        Console.WriteLine("| gateways | load | limit | limits per call | cost | windows | used up | worst over | least used of those | straggling | calls |");
        Console.WriteLine("|---:|---|---:|---:|---|---:|---:|---:|---:|---:|---:|");
        var right = true;
        foreach (var count in gateways) right &= await RunAsync(count, TimeSpan.FromSeconds(seconds), largest);
        return right;
    }

    private static async Task<bool> RunAsync(int count, TimeSpan rolling, long largest)
    {
        await using var redis = await RedisServer.StartAsync();
        await using var upstream = CountingUpstream.Start();
        var groups = Groups(largest).ToList();
        using var pool = new LoadPool(upstream.Port, [.. groups, new LoadGroup("cold", 1_000, LoadGroup.Limit(Contract.Hits, 20, Period.Hour))]);
        var gateways = await GatewayProcess.StartManyAsync(count, pool.Root, redis.Address);
        try
        {
            var load = new Load(pool, [.. gateways.Select(gateway => gateway.Port)]);
            var small = pool.Applications.Index().Where(entry => IsSmall(entry.Item)).Select(entry => entry.Index).ToArray();
            var history = await RunForAsync(load, chance => CallAs(pool, small[chance.Next(small.Length)], chance), rolling);
            foreach (var (place, application) in pool.Applications.Index().Where(entry => IsLarge(entry.Item)))
                history = history.And(await UseUpAsync(load, pool, place, application));
            var cold = pool.Applications.Index().Where(entry => entry.Item.Group.Name == "cold").Select(entry => entry.Index).ToArray();
            history = history.And(await RunForAsync(load, chance => new Call(cold[chance.Next(cold.Length)], 0), TimeSpan.FromSeconds(15)));
            Console.WriteLine($"  {count} gateways: {await QuestionsAsync(gateways)}");
            foreach (var gateway in gateways) await gateway.StopAsync();
            var reckoning = await Reckoning.MakeAsync(history, upstream, redis.Address);
            Print(count, history, reckoning);
            return reckoning is { Over: 0, Differing: [], Unbooked: [] };
        }
        finally
        {
            foreach (var gateway in gateways) await gateway.DisposeAsync();
        }
    }

    /// <summary>How the gateways fared with Redis, so that it is known where a 503 comes from.</summary>
    private static async Task<string> QuestionsAsync(IReadOnlyList<GatewayProcess> gateways)
    {
        var (calls, failures) = (0.0, 0.0);
        foreach (var gateway in gateways)
        {
            calls += await gateway.MetricAsync("headgate_store_calls_total");
            failures += await gateway.MetricAsync("headgate_store_failures_total");
        }
        var away = gateways.Sum(gateway => gateway.Log.Split("cannot be asked").Length - 1);
        return string.Create(CultureInfo.InvariantCulture, $"{calls:0} scripts, {failures:0} of them without an answer in time; given up {away} times");
    }

    private static async Task<History> RunForAsync(Load load, Func<Random, Call> next, TimeSpan time)
    {
        using var stop = new CancellationTokenSource(time);
        return await load.RunAsync(next, stop.Token);
    }

    /// <summary>Calls until a tenth more was asked for than there is and two more seconds have passed, or for a minute and a half at most.</summary>
    private static async Task<History> UseUpAsync(Load load, LoadPool pool, int place, LoadApplication application)
    {
        var (asked, enough) = (0L, application.Group.Limits[0].Value * 11 / 10);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        return await load.RunAsync(
            chance =>
            {
                var call = CallAs(pool, place, chance);
                var units = CallKind.All[call.Kind].Units;
                // The first that goes beyond it: a timer that every call sets anew never ends.
                if (Interlocked.Add(ref asked, units) is var sum && sum > enough && sum - units <= enough) stop.CancelAfter(TimeSpan.FromSeconds(2));
                return call;
            },
            stop.Token);
    }

    private static IEnumerable<LoadGroup> Groups(long largest)
    {
        foreach (var cost in Costs)
        {
            foreach (var limit in SmallLimits)
            {
                yield return new LoadGroup(NameOf("small", limit, 1, cost), 1, LoadGroup.Limit(Contract.Hits, limit, Period.Minute));
                // The hour's limit binds in the second minute.
                yield return new LoadGroup(NameOf("small", limit, 3, cost), 1, LoadGroup.Three(limit, Math.Max(limit, limit * 3 / 2)));
            }
            foreach (var limit in LargeLimits.Where(limit => limit <= largest))
            {
                yield return new LoadGroup(NameOf("large", limit, 1, cost), 1, LoadGroup.Limit(Contract.Hits, limit, Period.Hour));
                yield return new LoadGroup(NameOf("large", limit, 3, cost), 1, [.. LoadGroup.Three(limit, limit).Select(item => item with { Period = item.Period == Period.Minute ? Period.Hour : Period.Day })]);
            }
        }
    }

    private static string NameOf(string load, long limit, int limits, string cost) => string.Create(CultureInfo.InvariantCulture, $"{load}-{limit}-{limits}-{cost}");

    private static bool IsSmall(LoadApplication application) => application.Group.Name.StartsWith("small", StringComparison.Ordinal);

    private static bool IsLarge(LoadApplication application) => application.Group.Name.StartsWith("large", StringComparison.Ordinal);

    private static Call CallAs(LoadPool pool, int place, Random chance) => pool.Applications[place].Group.Name.Split('-')[^1] switch
    {
        "1" => new Call(place, 1),
        "5" => new Call(place, 2),
        _ => new Call(place, chance.Next(CallKind.All.Count)),
    };

    private static void Print(int gateways, History history, Reckoning reckoning)
    {
        foreach (var group in reckoning.Counters.GroupBy(counter => counter.Application.Group.Name))
        {
            var parts = group.Key.Split('-');
            var (load, limit, limits, cost) = parts is [var a, var b, var c, var d] ? (a, b, c, d) : (parts[0], "20", "1", "1");
            var usedUp = UsedUp(group, UnitOf(cost));
            var calls = history.Answers.LongCount(answer => history.Applications[answer.Application].Group.Name == group.Key);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {gateways} | {load} | {limit} | {limits} | {cost} | {group.Count()} | {usedUp.Count} | {group.Max(counter => counter.Over)} | {usedUp.Select(window => window.Part).DefaultIfEmpty(double.NaN).Min():P2} | {usedUp.Select(window => window.Straggling).DefaultIfEmpty().Max().TotalMilliseconds:0} ms | {calls} |"));
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{gateways} gateways: {history.Answers.Count:N0} calls, {history.Accepted:N0} accepted, statuses {string.Join(' ', history.Answers.GroupBy(answer => answer.Status).Select(group => $"{group.Key}:{group.Count()}"))}; over {reckoning.Over}; accepted units {reckoning.ArrivedUnits:N0}, in the statistics {reckoning.CountedUnits:N0}, differing {reckoning.Differing.Count}; booked too little {reckoning.Unbooked.Count}, not returned {reckoning.NotReturned}"));
        foreach (var (application, arrived, counted) in reckoning.Differing.Take(5)) Console.WriteLine($"  {application}: {arrived} arrived, {counted} counted");
        foreach (var (counter, used) in reckoning.Unbooked.Take(5)) Console.WriteLine($"  {counter.Application.Name} {counter.Limit.Metric} {counter.Limit.Period} {counter.Window:O}: {counter.Accepted} accepted, {used} booked");
    }

    /// <summary>
    /// Of each window of the shortest period in which a call was refused, the part that was used of the counter that stands closest to its limit: with several
    /// limits only one of them binds.
    /// </summary>
    private static List<(double Part, TimeSpan Straggling)> UsedUp(IEnumerable<CounterUse> counters, long unit)
    {
        var windows = new List<(double, TimeSpan)>();
        foreach (var application in counters.GroupBy(counter => counter.Place))
        {
            var shortest = application.Min(counter => counter.Limit.Period);
            foreach (var window in application.Where(counter => counter.Limit.Period == shortest).GroupBy(counter => counter.Window))
            {
                if (!window.Any(counter => counter.RefusedCalls > 0)) continue;
                var around = application.Where(counter => counter.Window == CalendarWindow.Of(counter.Limit.Period, window.Key).Start && counter.Limit.Value >= unit).ToList();
                if (around.Count == 0) continue;
                var closest = around.MaxBy(counter => (double)counter.Accepted / (counter.Limit.Value / unit * unit))!;
                // A longer period is used up over several shorter windows: what was refused in one says nothing of the next.
                var straggling = closest.Limit.Period == shortest ? closest.Straggling : TimeSpan.Zero;
                windows.Add(((double)closest.Accepted / (closest.Limit.Value / unit * unit), straggling));
            }
        }
        return windows;
    }

    private static long UnitOf(string cost) => cost == "5" ? 5 : 1;
}
