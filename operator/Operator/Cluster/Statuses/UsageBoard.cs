using System.Collections.Concurrent;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>What Applications have used, as the gateways said last.</summary>
internal sealed class UsageBoard(OperatorQueues queues)
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, UsageTotal>> _pools = new(StringComparer.Ordinal);

    /// <summary>Takes what the gateways of a pool said, and puts those Applications into the queue of which something changed.</summary>
    public void Take(string pool, IReadOnlyList<GatewayStatus> gateways)
    {
        // A store of counters that does not answer says nothing of usage.
        if (gateways.Count == 0 || gateways.Any(gateway => gateway.Usage is null)) return;
        var now = gateways.SelectMany(gateway => gateway.Usage!).GroupBy(item => item.Application, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, UsageTotal.Of, StringComparer.Ordinal);
        var before = _pools.GetValueOrDefault(pool) ?? new Dictionary<string, UsageTotal>();
        _pools[pool] = now;
        foreach (var name in before.Keys.Union(now.Keys, StringComparer.Ordinal))
        {
            if (before.TryGetValue(name, out var old) && now.TryGetValue(name, out var total) && old.Says(total)) continue;
            queues.Usage.Add(new StatusKey(Kinds.Applications, ObjectKey.Parse(name)));
        }
    }

    /// <summary>What an Application has used, over all pools.</summary>
    public UsageTotal Of(string application) =>
        UsageTotal.Sum(_pools.Values.Select(pool => pool.GetValueOrDefault(application)).OfType<UsageTotal>());
}

/// <summary>What one Application has used.</summary>
/// <param name="Hits">Calls of the present day, UTC.</param>
/// <param name="Limits">Units used by metric and period: of all gateways, of the busiest one, and when they are 0 again.</param>
internal sealed record UsageTotal(long Hits, IReadOnlyDictionary<(string Metric, Period Period), (long Used, long Most, DateTimeOffset? ResetAt)> Limits)
{
    /// <summary>What gateways said of one Application.</summary>
    public static UsageTotal Of(IEnumerable<ApplicationUsage> gateways) => Sum(gateways.Select(gateway => new UsageTotal(
        gateway.Hits,
        gateway.Limits.ToDictionary(limit => (limit.Metric, limit.Period), limit => (limit.Used, limit.Used, limit.ResetAt)))));

    /// <summary>Adds up.</summary>
    public static UsageTotal Sum(IEnumerable<UsageTotal> parts)
    {
        var limits = new Dictionary<(string, Period), (long Used, long Most, DateTimeOffset? ResetAt)>();
        var hits = 0L;
        foreach (var part in parts)
        {
            hits += part.Hits;
            foreach (var (key, value) in part.Limits)
            {
                var sum = limits.GetValueOrDefault(key);
                limits[key] = (sum.Used + value.Used, Math.Max(sum.Most, value.Most), value.ResetAt ?? sum.ResetAt);
            }
        }
        return new UsageTotal(hits, limits);
    }

    /// <summary>Whether another says the same.</summary>
    public bool Says(UsageTotal other) => Hits == other.Hits && Limits.Count == other.Limits.Count
        && Limits.All(entry => other.Limits.TryGetValue(entry.Key, out var value) && value == entry.Value);
}
