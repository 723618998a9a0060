using System.Text.Json.Nodes;
using Headgate.TestCluster.Apply;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>
/// Collects what lost its owners, and ends deletions that wait for dependents (Kubernetes concepts, "Garbage Collection"). A cluster does so a little
/// later; here it has happened when the request is answered.
/// </summary>
internal sealed class Collector(ObjectStore store, Catalog catalog, TimeProvider time)
{
    private readonly Deletion _deletion = new(store, time);

    /// <summary>Whether all owners of an object are there to stay.</summary>
    public bool IsSettled(JsonObject item) =>
        item["metadata"]!["deletionTimestamp"] is null && OwnersOf(item).TrueForAll(owner => StateOf(item, owner) == OwnerState.Solid);

    /// <summary>Goes on until nothing changes any more.</summary>
    public void Collect()
    {
        var changed = true;
        while (changed)
        {
            changed = false;
            var all = store.All().ToList();
            foreach (var (kind, item) in all)
                if (OwnersOf(item).Count > 0) changed |= Judge(kind, item, all);
            foreach (var (kind, item) in store.All())
                changed |= Finish(kind, item);
        }
    }

    private bool Judge(string kind, JsonObject item, List<(string Kind, JsonObject Item)> all)
    {
        if (!IsCurrent(kind, item)) return false;
        if (item["metadata"]!["deletionTimestamp"] is not null && !Deletion.IsHeldBy(item, Deletion.Foreground)) return false;
        var owners = OwnersOf(item).Select(owner => (Owner: owner, State: StateOf(item, owner))).ToList();
        if (owners.TrueForAll(owner => owner.State == OwnerState.Solid)) return false;
        if (owners.Exists(owner => owner.State == OwnerState.Solid))
        {
            Free(kind, item, owner => StateOf(item, owner) != OwnerState.Solid);
            return true;
        }
        var waits = owners.Exists(owner => owner.State == OwnerState.Waiting) && all.Exists(one => IsOwnedBy(one.Item, item));
        if (item["metadata"]!["deletionTimestamp"] is not null) return false;
        _deletion.Ask(kind, item, waits ? "Foreground" : "");
        return true;
    }

    private bool Finish(string kind, JsonObject item)
    {
        if (Deletion.IsHeldBy(item, Deletion.Orphan))
        {
            foreach (var (owned, dependent) in store.All().Where(one => IsOwnedBy(one.Item, item)))
                Free(owned, dependent, owner => (string?)owner["uid"] == UidOf(item));
            _deletion.Release(kind, item, Deletion.Orphan);
            return true;
        }
        if (!Deletion.IsHeldBy(item, Deletion.Foreground)) return false;
        if (store.All().Any(one => OwnersOf(one.Item).Any(owner => (string?)owner["uid"] == UidOf(item) && (bool?)owner["blockOwnerDeletion"] == true)))
            return false;
        _deletion.Release(kind, item, Deletion.Foreground);
        return true;
    }

    // Of a kind that is not served nobody can say whether the owner is there, unless it was seen to go.
    private OwnerState StateOf(JsonObject item, JsonObject owner)
    {
        if (store.IsGone((string?)owner["uid"] ?? "")) return OwnerState.Gone;
        if (catalog.All.FirstOrDefault(type => type.ApiVersion == (string?)owner["apiVersion"] && type.Kind == (string?)owner["kind"]) is not { } kind)
            return OwnerState.Solid;
        var found = store.Find(
            kind.StorageKey, kind.Namespaced ? (string?)item["metadata"]!["namespace"] ?? "" : "", (string?)owner["name"] ?? "");
        if (found is null || UidOf(found) != (string?)owner["uid"]) return OwnerState.Gone;
        return Deletion.IsHeldBy(found, Deletion.Foreground) ? OwnerState.Waiting : OwnerState.Solid;
    }

    private void Free(string kind, JsonObject item, Func<JsonObject, bool> from)
    {
        var freed = item.DeepClone().AsObject();
        var left = OwnersOf(item).Where(owner => !from(owner)).Select(owner => owner.DeepClone()).ToArray();
        if (left.Length > 0) freed["metadata"]!["ownerReferences"] = new JsonArray(left);
        else freed["metadata"]!.AsObject().Remove("ownerReferences");
        var type = catalog.All.FirstOrDefault(one => one.StorageKey == kind);
        var writer = ManagedEntry.New("kube-controller-manager", "Update", type?.ApiVersion ?? "v1", null, time.GetUtcNow());
        ManagedFields.RecordUpdate(item, freed, writer, type?.Schema);
        var (inNamespace, name) = Deletion.NameOf(item);
        store.Put(kind, inNamespace, name, freed);
    }

    private bool IsCurrent(string kind, JsonObject item)
    {
        var (inNamespace, name) = Deletion.NameOf(item);
        return ReferenceEquals(store.Find(kind, inNamespace, name), item);
    }

    private static bool IsOwnedBy(JsonObject item, JsonObject owner) => OwnersOf(item).Exists(one => (string?)one["uid"] == UidOf(owner));

    private static List<JsonObject> OwnersOf(JsonObject item) =>
        item["metadata"]!["ownerReferences"] is JsonArray owners ? [.. owners.OfType<JsonObject>()] : [];

    private static string? UidOf(JsonObject item) => (string?)item["metadata"]!["uid"];

    private enum OwnerState
    {
        Solid,
        Waiting,
        Gone,
    }
}
