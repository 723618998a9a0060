using System.Text.Json.Nodes;
using Headgate.TestCluster.Definitions;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>What controllers of a cluster do after a write: accept definitions, end namespaces, collect what lost its owner.</summary>
internal sealed class Lifecycle(ObjectStore store, Catalog catalog, TimeProvider time)
{
    private const string Cleanup = "customresourcecleanup.apiextensions.k8s.io";
    private const string Namespaces = "/namespaces";

    // A namespace stays Terminating for a moment, as it does in a cluster, where its contents go first.
    private static readonly TimeSpan NamespaceEnds = TimeSpan.FromSeconds(1);

    private readonly Collector _collector = new(store, catalog, time);
    private readonly DefinitionNaming _naming = new(store, time);

    // Namespaces whose moment is over.
    private readonly HashSet<string> _due = new(StringComparer.Ordinal);

    /// <summary>Deletes and marks.</summary>
    public Deletion Deletion { get; } = new(store, time);

    /// <summary>Refuses new objects where there is no namespace for them.</summary>
    /// <exception cref="StatusException">There is none, or it is about to go.</exception>
    public void CheckNamespace(ResourceType type, string inNamespace, string name)
    {
        if (!type.Namespaced || type.IsReview) return;
        var found = store.Find(Namespaces, "", inNamespace) ?? throw StatusException.NotFound(BuiltInKinds.All[0], inNamespace);
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
        if (type.Kind == "CustomResourceDefinition") _naming.Settle();
        if (!_collector.IsSettled(item)) Settle();
    }

    /// <summary>Takes an object out.</summary>
    public void Remove(string kind, JsonObject item)
    {
        var (inNamespace, name) = Deletion.NameOf(item);
        store.Remove(kind, inNamespace, name);
        Settle();
    }

    /// <summary>After objects were deleted: collects, and ends what waited for them.</summary>
    public void Settle()
    {
        _collector.Collect();
        foreach (var (_, definition) in store.List(BuiltInKinds.Definitions.StorageKey))
            if (IsEnding(definition)) EndDefinition(definition);
        foreach (var (_, item) in store.List(Namespaces))
            if (IsEnding(item) && _due.Contains((string)item["metadata"]!["name"]!)) EndNamespace((string)item["metadata"]!["name"]!);
    }

    /// <summary>Asks for the end of a namespace or definition, which goes when what is in it has gone.</summary>
    /// <returns>The object as the caller sees it.</returns>
    public JsonObject BeginEnd(ResourceType type, JsonObject item)
    {
        if (item["metadata"]!["deletionTimestamp"] is not null) return item;
        var ending = item.DeepClone().AsObject();
        ending["metadata"]!["deletionTimestamp"] = Preparation.Time(time.GetUtcNow());
        return type.Kind == "Namespace" ? BeginNamespace(type, ending) : BeginDefinition(type, ending);
    }

    private JsonObject BeginNamespace(ResourceType type, JsonObject ending)
    {
        var name = (string)ending["metadata"]!["name"]!;
        ending["status"]!["phase"] = "Terminating";
        store.Put(type.StorageKey, "", name, ending);
        foreach (var (kind, content) in ContentOf(name)) Deletion.Ask(kind, content, "Background");
        Settle();
        time.CreateTimer(_ => EndNamespaceNow(name), null, NamespaceEnds, Timeout.InfiniteTimeSpan);
        return ending;
    }

    private JsonObject BeginDefinition(ResourceType type, JsonObject ending)
    {
        ending["metadata"]!["finalizers"] = new JsonArray(Cleanup);
        _naming.SetCondition(
            ending["status"]!.AsObject(), "Terminating", "True", "InstanceDeletionPending", "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon");
        var name = (string)ending["metadata"]!["name"]!;
        store.Put(type.StorageKey, "", name, ending);
        var shown = ending.DeepClone().AsObject();
        _naming.SetCondition(
            ending["status"]!.AsObject(), "Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress");
        store.Put(type.StorageKey, "", name, ending);
        foreach (var (kind, content) in InstancesOf(ending)) Deletion.Ask(kind, content, "");
        Settle();
        return shown;
    }

    private void EndDefinition(JsonObject definition)
    {
        if (InstancesOf(definition).Any()) return;
        store.Remove(BuiltInKinds.Definitions.StorageKey, "", (string)definition["metadata"]!["name"]!);
        // Its names are free now.
        _naming.Settle();
    }

    private void EndNamespaceNow(string name)
    {
        lock (store.Lock)
        {
            _due.Add(name);
            if (store.Find(Namespaces, "", name) is { } item && IsEnding(item)) EndNamespace(name);
        }
    }

    private void EndNamespace(string name)
    {
        if (ContentOf(name).Any()) return;
        _due.Remove(name);
        store.Remove(Namespaces, "", name);
    }

    private IEnumerable<(string Kind, JsonObject Item)> ContentOf(string name) =>
        store.All().Where(entry => (string?)entry.Item["metadata"]!["namespace"] == name);

    private IEnumerable<(string Kind, JsonObject Item)> InstancesOf(JsonObject definition)
    {
        var kind = $"{definition["spec"]!["group"]}/{definition["spec"]!["names"]!["plural"]}";
        return store.List(kind).Select(entry => (kind, entry.Value)).ToList();
    }

    private static bool IsEnding(JsonObject item) => item["metadata"]!["deletionTimestamp"] is not null;
}
