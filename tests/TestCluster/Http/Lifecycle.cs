using System.Text.Json.Nodes;
using Headgate.TestCluster.Apply;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>What controllers of a cluster do after a write: accept definitions, end namespaces, collect what lost its owner.</summary>
internal sealed class Lifecycle(ObjectStore store, Catalog catalog, TimeProvider time)
{
    private const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";

    // A namespace stays Terminating for a moment, as it does in a cluster, where its contents go first.
    private static readonly TimeSpan NamespaceEnds = TimeSpan.FromSeconds(1);

    /// <summary>Refuses new objects where there is no namespace for them.</summary>
    /// <exception cref="StatusException">There is none, or it is about to go.</exception>
    public void CheckNamespace(ResourceType type, string inNamespace, string name)
    {
        if (!type.Namespaced || type.IsReview) return;
        var found = store.Find("/namespaces", "", inNamespace)
            ?? throw StatusException.NotFound(BuiltInKinds.All[0], inNamespace);
        if (found["metadata"]!["deletionTimestamp"] is null) return;
        throw StatusException.Forbidden(
            type,
            name,
            $"unable to create new content in namespace {inNamespace} because it is being terminated",
            new Cause("NamespaceTerminating", $"namespace {inNamespace} is being terminated", "metadata.namespace"));
    }

    /// <summary>After an object was stored.</summary>
    public void Stored(ResourceType type, JsonObject item)
    {
        if (type.Kind == "CustomResourceDefinition" && !Definition.IsEstablished(item)) Establish(item);
        if (item["metadata"]!["ownerReferences"] is JsonArray { Count: > 0 } && !HasOwner(item)) Remove(type.StorageKey, item);
    }

    /// <summary>Asks for the end of a namespace or definition, which goes when what is in it has gone.</summary>
    /// <returns>The object as the caller sees it.</returns>
    public JsonObject BeginEnd(ResourceType type, JsonObject item)
    {
        var ending = item.DeepClone().AsObject();
        var name = (string)item["metadata"]!["name"]!;
        if (item["metadata"]!["deletionTimestamp"] is not null) return item;
        ending["metadata"]!["deletionTimestamp"] = Preparation.Time(time.GetUtcNow());
        if (type.Kind == "Namespace")
        {
            ending["status"]!["phase"] = "Terminating";
            store.Put(type.StorageKey, "", name, ending);
            foreach (var (kind, content) in store.All().Where(entry => (string?)entry.Item["metadata"]!["namespace"] == name)) Remove(kind, content);
            time.CreateTimer(_ => EndNamespace(name), null, NamespaceEnds, Timeout.InfiniteTimeSpan);
            return ending;
        }
        ending["metadata"]!["finalizers"] = new JsonArray(Cleanup);
        ending["status"]!["conditions"]!.AsArray().Add(
            Condition("Terminating", "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon", Preparation.Time(time.GetUtcNow())));
        store.Put(type.StorageKey, "", name, ending);
        var shown = ending.DeepClone().AsObject();
        foreach (var (kind, content) in store.All().Where(entry => entry.Kind == $"{item["spec"]!["group"]}/{item["spec"]!["names"]!["plural"]}")) Remove(kind, content);
        store.Remove(type.StorageKey, "", name);
        return shown;
    }

    /// <summary>Takes an object out, and what it owned.</summary>
    public void Remove(string kind, JsonObject item)
    {
        var (inNamespace, name) = ((string?)item["metadata"]!["namespace"] ?? "", (string)item["metadata"]!["name"]!);
        if (store.Find(kind, inNamespace, name) is null) return;
        if (item["metadata"]!["finalizers"] is JsonArray { Count: > 0 })
        {
            if (item["metadata"]!["deletionTimestamp"] is not null) return;
            store.Put(kind, inNamespace, name, Held(item));
            return;
        }
        store.Remove(kind, inNamespace, name);
        var uid = (string?)item["metadata"]!["uid"];
        foreach (var (owned, dependent) in store.All())
        {
            var owners = dependent["metadata"]!["ownerReferences"] as JsonArray ?? [];
            if (owners.Any(owner => (string?)owner!["uid"] == uid) && !HasOwner(dependent)) Remove(owned, dependent);
        }
    }

    /// <summary>An object whose deletion was asked for and that finalizers hold.</summary>
    public JsonObject Held(JsonObject item)
    {
        var held = item.DeepClone().AsObject();
        var metadata = held["metadata"]!.AsObject();
        metadata["deletionTimestamp"] = Preparation.Time(time.GetUtcNow());
        metadata["deletionGracePeriodSeconds"] = 0;
        if ((long?)metadata["generation"] is { } generation) metadata["generation"] = generation + 1;
        return held;
    }

    /// <summary>Leaves what an object owns without an owner.</summary>
    public void Orphan(JsonObject owner)
    {
        var uid = (string?)owner["metadata"]!["uid"];
        foreach (var (kind, dependent) in store.All())
        {
            if (dependent["metadata"]!["ownerReferences"] is not JsonArray owners || owners.All(one => (string?)one!["uid"] != uid)) continue;
            var freed = dependent.DeepClone().AsObject();
            var left = owners.Where(one => (string?)one!["uid"] != uid).Select(one => one!.DeepClone()).ToArray();
            if (left.Length > 0) freed["metadata"]!["ownerReferences"] = new JsonArray(left);
            else freed["metadata"]!.AsObject().Remove("ownerReferences");
            store.Put(kind, (string?)freed["metadata"]!["namespace"] ?? "", (string)freed["metadata"]!["name"]!, freed);
        }
    }

    private void EndNamespace(string name)
    {
        lock (store.Lock)
        {
            if (store.Find("/namespaces", "", name) is { } item && item["metadata"]!["deletionTimestamp"] is not null) store.Remove("/namespaces", "", name);
        }
    }

    private bool HasOwner(JsonObject item) =>
        item["metadata"]!["ownerReferences"]!.AsArray().Any(owner =>
            catalog.All.FirstOrDefault(type => type.ApiVersion == (string?)owner!["apiVersion"] && type.Kind == (string?)owner["kind"]) is { } type
            && store.Find(type.StorageKey, type.Namespaced ? (string?)item["metadata"]!["namespace"] ?? "" : "", (string)owner!["name"]!) is { } found
            && (string?)found["metadata"]!["uid"] == (string?)owner["uid"]);

    private void Establish(JsonObject definition)
    {
        var now = Preparation.Time(time.GetUtcNow());
        var accepted = definition.DeepClone().AsObject();
        accepted["status"]!["acceptedNames"] = definition["spec"]!["names"]!.DeepClone();
        accepted["status"]!["conditions"] = new JsonArray(
            Condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
            Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now));
        var type = BuiltInKinds.Definitions;
        var writer = ManagedEntry.New("kube-apiserver", "Update", type.ApiVersion, "status", time.GetUtcNow());
        var before = definition.DeepClone().AsObject();
        before["status"]!["conditions"] = new JsonArray();
        ManagedFields.RecordUpdate(before, accepted, writer, type.Schema);
        store.Put(type.StorageKey, "", (string)definition["metadata"]!["name"]!, accepted);
    }

    private static JsonObject Condition(string type, string reason, string message, string now) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["lastTransitionTime"] = now,
        ["reason"] = reason,
        ["message"] = message,
    };
}
