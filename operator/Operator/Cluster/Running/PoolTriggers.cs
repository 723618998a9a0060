using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Running;

/// <summary>Puts a pool into its queues when something of it changes in the cluster.</summary>
internal sealed class PoolTriggers(ClusterStores stores, PoolStates pools, OperatorQueues queues)
{
    /// <summary>Begins, with every pool.</summary>
    public void Begin()
    {
        stores.Pods.Changed += (_, before, after) => PodChanged(before, after);
        stores.ConfigMaps.Changed += (_, before, after) => CopyChanged(before, after);
        stores.PublishedSecrets.Changed += (_, before, after) => CopyChanged(before, after);
        foreach (var pool in pools.All)
        {
            queues.Pools.Add(pool.Configuration.Name);
            queues.Gateways.Add(pool.Configuration.Name);
        }
    }

    private void PodChanged(GatewayPod? before, GatewayPod? after)
    {
        foreach (var pool in pools.All.Where(pool => new[] { before, after }.Any(pod => pod is not null && Gateways.GatewayWatch.IsOf(pod, pool.Configuration))))
        {
            queues.Gateways.Add(pool.Configuration.Name);
            // An old layout may be mounted by nobody now.
            if (before is null || after is null) queues.Pools.Add(pool.Configuration.Name);
        }
    }

    private void CopyChanged(PublishedCopy? before, PublishedCopy? after)
    {
        foreach (var name in new[] { before, after }.Select(copy => copy?.Labels.GetValueOrDefault(PublishedObjects.PoolLabel)).Distinct())
            if (pools.All.Any(pool => pool.Configuration.Name == name)) queues.Pools.Add(name!);
    }
}
