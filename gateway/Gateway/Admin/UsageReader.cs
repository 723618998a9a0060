using Headgate.Configuration;
using Headgate.Gateway.Snapshots;
using Headgate.Limits;

namespace Headgate.Gateway.Admin;

/// <summary>
/// Reads from the store what Applications have used. Each is read by itself, so that requests wait for the reading of one Application at
/// most, and one that has counted nothing costs a look-up.
/// </summary>
public sealed class UsageReader(ILimitStore store)
{
    // After so many look-ups, less than a tenth of a millisecond, the thread is lent to requests.
    private const int InOneGo = 200;

    /// <summary>
    /// The usage of every Application that has counted something in a current window of its plan's limits or in hits of the day, by
    /// Product and Application. Null when the store did not answer: a part would look like the whole.
    /// </summary>
    public async Task<IReadOnlyList<ApplicationUsage>?> ReadAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        var all = new List<ApplicationUsage>();
        var plans = new Dictionary<PlanRuntime, PlanCounters>();
        var looked = 0;
        foreach (var product in snapshot.Products)
        {
            var used = new List<ApplicationUsage>();
            foreach (var application in product.Applications.Applications)
            {
                if (++looked % InOneGo == 0)
                {
                    await Task.Yield();
                    cancellationToken.ThrowIfCancellationRequested();
                }
                var counters = CountersOf(product.Live.PlanOf(application), plans);
                if (await store.ReadAsync(application.Name, counters.Readings, cancellationToken) is not { } now) return null;
                if (counters.Counted) used.Add(counters.UsageOf(product, application, now));
            }
            // While the number of shards changes, an Application stands in two of them.
            all.AddRange(used.OrderBy(usage => usage.Application, StringComparer.Ordinal).DistinctBy(usage => usage.Application));
        }
        return all;
    }

    private static PlanCounters CountersOf(PlanRuntime? plan, Dictionary<PlanRuntime, PlanCounters> plans)
    {
        if (plan is null) return new PlanCounters(null);
        if (!plans.TryGetValue(plan, out var counters)) plans[plan] = counters = new PlanCounters(plan);
        return counters;
    }

    /// <summary>What is read for the Applications of a plan, one after the other: hits of the day, then its limits.</summary>
    private sealed class PlanCounters
    {
        private readonly PlanRuntime? _plan;
        private readonly LimitRuntime[] _limits;

        public PlanCounters(PlanRuntime? plan)
        {
            _plan = plan;
            _limits = [.. (plan?.AllLimits ?? []).OrderBy(limit => limit.Metric).ThenBy(limit => limit.Period)];
            var limited = _limits.Select(limit => new CounterReading(limit.MetricName, limit.Period));
            Readings = [new CounterReading(Contract.Hits, Period.Day), .. limited];
        }

        public CounterReading[] Readings { get; }

        public bool Counted => Array.Exists(Readings, static reading => reading.Used > 0);

        public ApplicationUsage UsageOf(ProductRuntime product, ApplicationRuntime application, DateTimeOffset now) => new()
        {
            Product = product.Name,
            Application = application.Name,
            Plan = _plan?.Name ?? application.Plan,
            Hits = Readings[0].Used,
            Limits = [.. _limits.Select((limit, index) => LimitOf(limit, Readings[index + 1].Used, now))],
        };

        private static LimitUsage LimitOf(in LimitRuntime limit, long used, DateTimeOffset now) => new()
        {
            Metric = limit.MetricName,
            Period = limit.Period,
            Used = used,
            Limit = limit.Value,
            Mode = limit.Enforced ? LimitMode.Enforce : LimitMode.Observe,
            ResetAt = CalendarWindow.Of(limit.Period, now).End,
        };
    }
}
