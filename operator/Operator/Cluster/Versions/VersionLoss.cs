using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Versions;

/// <summary>
/// Whether what is published of a Product stays though there is no version that could be served: one is on its way, or this Product had one that is
/// lost. What a Product left that was deleted does not stay for its successor.
/// </summary>
internal sealed class VersionLoss(ClusterStores stores, PublishedObjects objects)
{
    /// <summary>Whether it stays in a pool.</summary>
    public bool Holds(PoolConfiguration pool, UnitSource source, UnitVersions versions)
    {
        if (!objects.Has(pool, source.Name)) return false;
        if (versions is { Wait: not null, Draft.Product: not null } || objects.HasFromBefore(pool, source.Name)) return true;
        // A status belongs to one Product: that of its successor begins empty.
        var status = stores.Products.Find(ObjectKey.Parse(source.Name))?.ReadStatus();
        return status?["versions"]?[pool.Environment == GatewayEnvironment.Staging ? "staging" : "production"] is not null;
    }
}
