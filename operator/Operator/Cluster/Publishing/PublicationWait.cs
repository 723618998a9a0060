using System.Collections.Concurrent;
using System.Numerics;
using Headgate.Compiler.Publication;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Gateways;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>What publishing has to wait for: gateways that load what is new, and pods that still mount an old layout.</summary>
internal sealed class PublicationWait(ClusterStores stores, TimeProvider time)
{
    // Longer than a kubelet that was touched needs; a key that was taken back must not wait for one that is stuck.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>The numbers of shards to publish for: the one that is configured, then those that pods still mount.</summary>
    public IReadOnlyList<int> LayoutsOf(PoolState pool)
    {
        var name = pool.Configuration.Name;
        var mounted = Pods(pool).SelectMany(pod => pod.Mounts).Select(mount => Publisher.ShardsOf(name, mount)).OfType<int>().ToHashSet();
        return [pool.Configuration.Shards, .. mounted.Where(shards => shards != pool.Configuration.Shards && IsPossible(shards)).Order()];
    }

    /// <summary>Whether Secrets have to wait until every ready gateway has what stands in ConfigMaps.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="wrote">Whether ConfigMaps were written just now.</param>
    public bool MustWait(PoolState pool, bool wrote)
    {
        var name = pool.Configuration.Name;
        if (wrote) _since.TryAdd(name, time.GetTimestamp());
        if (!_since.TryGetValue(name, out var since)) return false;
        var isLoaded = pool.Report.HasConfigMaps(pool.Published) || !Pods(pool).Any(pod => pod.IsReady);
        if (time.GetElapsedTime(since) < Longest && !isLoaded) return true;
        _since.TryRemove(name, out _);
        return false;
    }

    /// <summary>Whether a pod mounts an object.</summary>
    public bool IsMounted(ObjectKey item) => stores.Pods.All.Any(pod => pod.Key.Namespace == item.Namespace && pod.Mounts.Contains(item.Name));

    private static bool IsPossible(int shards) => BitOperations.IsPow2(shards) && shards <= PoolConfiguration.MostShards;

    private IEnumerable<GatewayPod> Pods(PoolState pool) => stores.Pods.All.Where(pod => GatewayWatch.IsOf(pod, pool.Configuration));
}
