using Headgate.Controllers;
using Headgate.Limits.Statistics;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Units;

namespace Headgate.Operator.Cluster.Counters;

/// <summary>
/// Has the counters of Applications that are gone end, and keeps those of Applications that exist: of one when it was deleted or created, and of all at the start
/// and every hour. Nothing ends while what exists is not known whole.
/// </summary>
internal sealed class DeletedCounters(ClusterStores stores, PoolStates pools, UnitSafety safety, Losses losses, SharedCounters counters)
{
    /// <summary>The key that stands for all Applications.</summary>
    public const string All = "*";

    /// <summary>
    /// How long after it was deleted or created one is looked at: somebody may be replacing it, and what went with its definition is known by then.
    /// </summary>
    public static readonly TimeSpan AfterChange = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Uncertain = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const int AtOnce = 500;

    /// <summary>Looks at the counters of one Application, or of all.</summary>
    /// <returns>When to look again; null for one that was looked at.</returns>
    public async Task<TimeSpan?> LookAsync(string key, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        if (!safety.Synced || safety.HoldsAny) return Uncertain;
        try
        {
            await LookEverywhereAsync(key, configuration, cancellationToken);
        }
        catch (Exception exception) when (SharedCounters.IsAway(exception))
        {
            return Uncertain;
        }
        if (key == All) return Interval;
        return losses.MayReturn(TargetOf(key)) ? Uncertain : null;
    }

    private async Task LookEverywhereAsync(string key, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        foreach (var environment in pools.All.Select(pool => SharedCounters.NameOf(pool.Configuration.Environment)).Distinct())
        {
            var lifetime = counters.LifetimeOf(environment);
            if (key == All) await LookAtAllAsync(lifetime, configuration, cancellationToken);
            else await LookAtAsync(lifetime, key);
        }
    }

    private async Task LookAtAllAsync(CounterLifetime lifetime, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        var lot = new List<string>();
        await foreach (var application in lifetime.ApplicationsAsync(cancellationToken))
        {
            // Of other namespaces nothing is known.
            if (configuration.WatchNamespaces.Count > 0 && !configuration.WatchNamespaces.Contains(ObjectKey.Parse(application).Namespace)) continue;
            lot.Add(application);
            if (lot.Count < AtOnce) continue;
            await Task.WhenAll(lot.Select(one => LookAtAsync(lifetime, one)));
            lot.Clear();
            if (!safety.Synced) return;
        }
        await Task.WhenAll(lot.Select(one => LookAtAsync(lifetime, one)));
    }

    // What went with its definition is still served.
    private Task LookAtAsync(CounterLifetime lifetime, string application) =>
        TargetOf(application) is var target && stores.Find(target) is null && !losses.MayReturn(target)
            ? lifetime.EndAsync(application)
            : lifetime.KeepAsync(application);

    private static StatusKey TargetOf(string application) => new(Kinds.Applications, ObjectKey.Parse(application));
}
