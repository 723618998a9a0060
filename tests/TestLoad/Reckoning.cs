using Headgate.Configuration;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.TestLoad;

/// <summary>
/// After a load: the history, the upstream and Redis beside each other. Statistics are right only when every gateway has flushed, and bookings come
/// down to what was accepted only when every lease is back: when all have stopped.
/// </summary>
public sealed record Reckoning
{
    /// <summary>Every limited counter that was met.</summary>
    public required IReadOnlyList<CounterUse> Counters { get; init; }

    /// <summary>Calls that the upstream saw: what was accepted.</summary>
    public required long Arrived { get; init; }

    /// <summary>Units of hits of those calls.</summary>
    public required long ArrivedUnits { get; init; }

    /// <summary>Units of hits in the statistics of all time.</summary>
    public required long CountedUnits { get; init; }

    /// <summary>Applications whose statistics differ from what arrived, with both.</summary>
    public required IReadOnlyList<(string Application, long Arrived, long Counted)> Differing { get; init; }

    /// <summary>Counters with fewer units booked than accepted: nothing may be spent that was not booked.</summary>
    public required IReadOnlyList<(CounterUse Counter, long Used)> Unbooked { get; init; }

    /// <summary>Units that are booked beyond those accepted, over all enforced counters: leases that did not come back.</summary>
    public required long NotReturned { get; init; }

    /// <summary>The worst of <see cref="CounterUse.Over"/>.</summary>
    public long Over => Counters.Select(counter => counter.Over).DefaultIfEmpty().Max();

    /// <summary>Reads Redis, a Cluster too.</summary>
    /// <param name="history">What callers saw.</param>
    /// <param name="upstream">What arrived.</param>
    /// <param name="addresses">The servers, host:port separated by commas.</param>
    public static async Task<Reckoning> MakeAsync(History history, CountingUpstream upstream, string addresses)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Patience.Client(addresses));
        return await MakeAsync(history, upstream, connection.GetDatabase());
    }

    private static async Task<Reckoning> MakeAsync(History history, CountingUpstream upstream, IDatabase redis)
    {
        var counters = history.Counters();
        List<(CounterUse, long)> unbooked = [];
        var notReturned = 0L;
        foreach (var counter in counters.Where(counter => counter.Limit.Mode == LimitMode.Enforce))
        {
            var stored = await StoredUsage.ReadAsync(redis, counter.Application.Name, counter.Limit.Metric, counter.Limit.Period, counter.Window);
            var used = stored.Used ?? stored.Counted;
            if (used < counter.Accepted) unbooked.Add((counter, used));
            notReturned += Math.Max(0, used - counter.Accepted);
        }
        List<(string, long, long)> differing = [];
        long arrived = 0, arrivedUnits = 0, countedUnits = 0;
        foreach (var (place, application) in history.Applications.Index())
        {
            var units = 0L;
            for (var kind = 0; kind < CallKind.All.Count; kind++)
            {
                arrived += upstream.Calls(place, kind);
                units += upstream.Calls(place, kind) * CallKind.All[kind].Units;
            }
            var counted = (await StoredUsage.ReadAsync(redis, application.Name, Contract.Hits, Period.Eternity, default)).Counted;
            arrivedUnits += units;
            countedUnits += counted;
            if (units != counted) differing.Add((application.Name, units, counted));
        }
        return new Reckoning
        {
            Counters = counters,
            Arrived = arrived,
            ArrivedUnits = arrivedUnits,
            CountedUnits = countedUnits,
            Differing = differing,
            Unbooked = unbooked,
            NotReturned = notReturned,
        };
    }
}
