using System.Collections.Concurrent;
using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Gateways;

/// <summary>
/// Asks the gateways of a pool what they serve, until each serves what is published, and then from time to time for usage. Tells statuses and
/// publishers what it learns.
/// </summary>
internal sealed class GatewayWatch(
    ClusterStores stores, GatewayClient client, PodTouch touch, WatchOutcome outcome, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan UsageInterval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> _usageAt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _rounds = new(StringComparer.Ordinal);

    /// <summary>Asks once.</summary>
    /// <returns>When to ask again.</returns>
    public async Task<TimeSpan?> LookAsync(PoolState pool, CancellationToken cancellationToken)
    {
        var pods = stores.Pods.All.Where(pod => pod.Address.Length > 0 && !pod.IsLeaving && IsOf(pod, pool.Configuration)).ToList();
        var published = pool.Published;
        // Whoever reads usage looks at every Application: that is not done each time.
        var usageIsDue = outcome.WantsUsage && pool.Configuration.Environment == GatewayEnvironment.Production && IsUsageDue(pool);
        var asked = pods.Select(pod => (Pod: pod, Answer: client.AskAsync(pod, pool.Configuration.AdminPort, usageIsDue, cancellationToken))).ToList();
        var answers = new List<(GatewayPod Pod, GatewayStatus? Status)>();
        foreach (var (pod, answer) in asked) answers.Add((pod, await answer));

        var ready = answers.Where(answer => answer.Pod.IsReady).ToList();
        outcome.Take(pool, published, ready);
        if (usageIsDue) outcome.TakeUsage(pool, ready);

        var behind = answers.Where(answer => !ServesAll(answer.Status, published, pool)).Select(answer => answer.Pod).ToList();
        await touch.TouchAsync(pods, behind, cancellationToken);
        if (behind.Count == 0)
        {
            _rounds.TryRemove(pool.Configuration.Name, out _);
            return pods.Count == 0 ? null : UsageInterval;
        }
        var round = _rounds[pool.Configuration.Name] = _rounds.GetValueOrDefault(pool.Configuration.Name) + 1;
        // Every 100 ms for 5 s, then slower.
        var wait = Soon * Math.Max(1, round - 50);
        return wait < UsageInterval ? wait : UsageInterval;
    }

    private bool IsUsageDue(PoolState pool)
    {
        var name = pool.Configuration.Name;
        if (_usageAt.TryGetValue(name, out var at) && time.GetElapsedTime(at) < UsageInterval) return false;
        _usageAt[name] = time.GetTimestamp();
        return true;
    }

    /// <summary>Whether a pod is one of a pool's gateways.</summary>
    public static bool IsOf(GatewayPod pod, PoolConfiguration pool) =>
        pod.Key.Namespace == pool.Namespace
        && pool.PodSelector.MatchLabels.All(label => pod.Labels.GetValueOrDefault(label.Key) == label.Value);

    private static bool ServesAll(GatewayStatus? status, IReadOnlyDictionary<string, PublishedUnit> published, PoolState pool)
    {
        if (status is null) return false;
        // What is held stays as it is, whatever that is.
        var entries = status.Products.Where(product => !pool.Held.ContainsKey(product.Product))
            .ToLookup(product => product.Product, product => product.Entries, StringComparer.Ordinal);
        return entries.Count == published.Count
            && published.All(unit => entries[unit.Key].FirstOrDefault() is { } served && Same(served, unit.Value.Digests));
    }

    private static bool Same(IReadOnlyDictionary<string, string> served, IReadOnlyDictionary<string, string> wanted) =>
        served.Count == wanted.Count && wanted.All(entry => served.GetValueOrDefault(entry.Key) == entry.Value);
}
