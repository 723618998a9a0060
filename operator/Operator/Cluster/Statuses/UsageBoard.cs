using System.Collections.Concurrent;
using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>What Applications have used: as Redis said last, where gateways share their counters, or else as each of them said.</summary>
internal sealed class UsageBoard(OperatorQueues queues, OperatorConfiguration configuration)
{
    private readonly ConcurrentDictionary<StatusKey, UsageTotal> _shared = new();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, UsageTotal>> _pools = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, GatewayStatus>> _last = new(StringComparer.Ordinal);

    /// <summary>Whether gateways share their counters, and are not asked.</summary>
    public bool IsShared => configuration.Redis is not null;

    /// <summary>Whether what an Application used is known: Redis has told, or gateways of all its pools have.</summary>
    public bool Knows(StatusKey application, IEnumerable<PoolState> pools) => IsShared
        ? _shared.ContainsKey(application)
        : pools.Where(pool => pool.Configuration.Environment == GatewayEnvironment.Production).All(pool => _pools.ContainsKey(pool.Configuration.Name));

    /// <summary>Takes what the gateways of a pool said, and puts those Applications into the queue of which something changed.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="answers">What each of its gateways said, by the uid of its pod; null for one that did not answer, whose last word holds.</param>
    public void Take(string pool, IReadOnlyDictionary<string, GatewayStatus?> answers)
    {
        var last = _last.GetValueOrDefault(pool) ?? new Dictionary<string, GatewayStatus>();
        // A store of counters that does not answer says nothing of usage.
        var known = answers.Select(answer => (answer.Key, Status: answer.Value?.Usage is null ? last.GetValueOrDefault(answer.Key) : answer.Value))
            .Where(answer => answer.Status is not null).ToDictionary(answer => answer.Key, answer => answer.Status!, StringComparer.Ordinal);
        _last[pool] = known;
        if (known.Count == 0) return;
        var now = known.Values.SelectMany(gateway => gateway.Usage!).GroupBy(item => item.Application, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, UsageTotal.Of, StringComparer.Ordinal);
        var before = _pools.GetValueOrDefault(pool) ?? new Dictionary<string, UsageTotal>();
        _pools[pool] = now;
        foreach (var name in before.Keys.Union(now.Keys, StringComparer.Ordinal))
        {
            if (before.TryGetValue(name, out var old) && now.TryGetValue(name, out var total) && old.Says(total)) continue;
            queues.Usage.Add(new StatusKey(Kinds.Applications, ObjectKey.Parse(name)));
        }
    }

    /// <summary>Takes what Redis said of an Application, and puts it into the queue if something changed.</summary>
    public void Take(StatusKey application, UsageTotal now)
    {
        var before = _shared.GetValueOrDefault(application);
        _shared[application] = now;
        if (before?.Says(now) != true) queues.Usage.Add(application);
    }

    /// <summary>Forgets what Redis said of others than these.</summary>
    public void KeepOnly(IEnumerable<StatusKey> applications)
    {
        foreach (var gone in _shared.Keys.Except(applications)) _shared.TryRemove(gone, out _);
    }

    /// <summary>What an Application has used, over all pools.</summary>
    public UsageTotal Of(StatusKey application) => IsShared
        ? _shared.GetValueOrDefault(application) ?? UsageTotal.Sum([])
        : UsageTotal.Sum(_pools.Values.Select(pool => pool.GetValueOrDefault(application.Key.ToString())).OfType<UsageTotal>());
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
