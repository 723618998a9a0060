using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Cluster.Statuses;

namespace Headgate.Operator.Cluster.Gateways;

/// <summary>What follows from what the gateways of a pool serve.</summary>
internal sealed class WatchOutcome(StatusBoard board, UsageBoard usage, OperatorQueues queues, Timeline timeline)
{
    /// <summary>Whether gateways are to say what was used: not when they share their counters.</summary>
    public bool WantsUsage => !usage.IsShared;

    /// <summary>Takes the answers of the ready gateways.</summary>
    public void Take(
        PoolState pool, IReadOnlyDictionary<string, PublishedUnit> published, IReadOnlyList<(GatewayPod Pod, GatewayStatus? Status)> ready)
    {
        var before = pool.Report;
        pool.Report = Summarize(published, ready);
        if (ready.Count > 0)
        {
            foreach (var (name, unit) in published)
            {
                // It may have changed since they were asked.
                if (!ReferenceEquals(pool.Published.GetValueOrDefault(name), unit)) continue;
                if (!ReferenceEquals(pool.Whole.GetValueOrDefault(name), unit) && Program(pool, unit)) pool.Whole[name] = unit;
                if (pool.Report.Serving[name] == ready.Count) timeline.Programmed(pool.Configuration.Name, name);
            }
        }
        if (!before.HasConfigMaps(published) && pool.Report.HasConfigMaps(published)) queues.Pools.Add(pool.Configuration.Name);
        foreach (var unit in published.Keys.Where(unit => Differs(before, pool.Report, unit)))
        {
            foreach (var target in board.MembersOf(unit).Where(target => target.Kind == Kinds.Products)) queues.Statuses.Add(target);
            if (pool.Configuration.Environment == GatewayEnvironment.Staging) queues.Tests.Add(unit);
        }
    }

    /// <summary>Takes what they said of usage.</summary>
    public void TakeUsage(PoolState pool, IEnumerable<(GatewayPod Pod, GatewayStatus? Status)> ready) =>
        usage.Take(pool.Configuration.Name, ready.ToDictionary(answer => answer.Pod.Uid, answer => answer.Status, StringComparer.Ordinal));

    // Each object of which every ready gateway has the entry, as it is now; whether that was all of them.
    private bool Program(PoolState pool, PublishedUnit unit)
    {
        var all = true;
        var common = pool.Report.Common;
        var whole = unit.Digests.Where(entry => EntryNames.Read(entry.Key).Kind != EntryKind.Applications)
            .All(entry => common.Contains((entry.Key, entry.Value)));
        foreach (var (target, (digest, entry)) in unit.Objects)
        {
            var served = entry is null ? whole : unit.Digests.TryGetValue(entry, out var wanted) && common.Contains((entry, wanted));
            all &= served;
            if (!served || pool.Programmed.GetValueOrDefault(target) == digest) continue;
            pool.Programmed[target] = digest;
            pool.Changed.TryRemove(KeyValuePair.Create(target, digest));
            board.Tell(target);
        }
        return all;
    }

    private static GatewayReport Summarize(
        IReadOnlyDictionary<string, PublishedUnit> published, IReadOnlyList<(GatewayPod Pod, GatewayStatus? Status)> ready)
    {
        var counts = new Dictionary<(string, string), int>();
        foreach (var entry in ready.SelectMany(answer => answer.Status?.Products ?? []).SelectMany(product => product.Entries))
            counts[(entry.Key, entry.Value)] = counts.GetValueOrDefault((entry.Key, entry.Value)) + 1;
        var serving = published.ToDictionary(
            unit => unit.Key,
            unit => unit.Value.Digests.Min(entry => counts.GetValueOrDefault((entry.Key, entry.Value))),
            StringComparer.Ordinal);
        var shared = ready.Any(answer => answer.Status?.Store?.Kind == StoreKind.Redis);
        return new GatewayReport(ready.Count, serving, [.. ready.Where(answer => answer.Status is null).Select(answer => answer.Pod.Key.Name).Order(StringComparer.Ordinal)])
        {
            Common = counts.Where(entry => entry.Value == ready.Count).Select(entry => entry.Key).ToHashSet(),
            // Who does not tell is older than counters that are shared; who does not answer is taken for the like of those that do.
            CountingAlone = ready.Count(answer => answer.Status is { } status ? status.Store?.Kind != StoreKind.Redis : !shared),
            CountersAway = ready.Select(answer => answer.Status?.Store).FirstOrDefault(store => store is { Available: false })?.Reason,
        };
    }

    private static bool Differs(GatewayReport before, GatewayReport now, string unit) =>
        before.Ready != now.Ready || before.Serving.GetValueOrDefault(unit) != now.Serving.GetValueOrDefault(unit)
        || before.CountersAway != now.CountersAway || (before.CountingAlone > 0) != (now.CountingAlone > 0) || !before.Silent.SequenceEqual(now.Silent);
}
