using Headgate.TestCluster.Access;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Everything that changes objects, with one life cycle behind it.</summary>
internal sealed class Changes
{
    public Changes(ObjectStore store, Catalog catalog, TimeProvider time)
    {
        var lifecycle = new Lifecycle(store, catalog, time);
        Writes = new Writes(store, lifecycle, new RoleBasedAccess(store), time);
        Deletes = new Deletes(store, lifecycle, new Reads(store));
    }

    public Writes Writes { get; }

    public Deletes Deletes { get; }
}
