using System.Text.Json.Nodes;
using Headgate.TestCluster.Apply;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Schemas;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Turns the state that somebody wants into the next one of an object: what may not change stays, what nobody set is counted.</summary>
internal sealed class Commit(ObjectStore store, Lifecycle lifecycle)
{
    private static readonly string[] Kept = ["name", "namespace", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "resourceVersion", "selfLink"];

    /// <summary>Changes an object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="before">The object as it is.</param>
    /// <param name="wanted">The object as it should be.</param>
    /// <param name="writer">Who writes; null when managedFields are recorded already.</param>
    /// <returns>The object as it is now.</returns>
    public JsonObject Change(ApiRequest request, JsonObject before, JsonObject wanted, ManagedEntry? writer)
    {
        var type = request.Type;
        var item = Combine(request, before, wanted);
        var metadata = item["metadata"]!.AsObject();
        foreach (var name in Kept)
        {
            if (before["metadata"]![name] is { } value) metadata[name] = value.DeepClone();
            else metadata.Remove(name);
        }
        metadata["uid"] ??= before["metadata"]!["uid"]!.DeepClone();
        if (writer is not null) KeepManagedFields(before, metadata);
        if (request.Subresource is null) Preparation.Complete(type, item);
        else Preparation.CompleteStatus(type, item);
        if (type.HasGeneration && request.Subresource is null && !JsonNode.DeepEquals(Spec(type, before), Spec(type, item)))
            metadata["generation"] = (long)before["metadata"]!["generation"]! + 1;
        Validate(type, before, item, [.. MetadataRules.CheckChange(before, item), .. BuiltInRules.CheckChange(type, before, item)]);
        JsonText.WriteNumbersAsGo(item);
        if (writer is not null) ManagedFields.RecordUpdate(before, item, writer, type.Schema);
        if (JsonNode.DeepEquals(before, item) || request.IsDryRun) return Reads.Shown(type, item);
        if (metadata["deletionTimestamp"] is not null && metadata["finalizers"] is null or JsonArray { Count: 0 } && type.Kind is not ("Namespace" or "CustomResourceDefinition"))
        {
            lifecycle.Remove(type.StorageKey, item);
            return item;
        }
        store.Put(type.StorageKey, request.Namespace, request.Name, item);
        lifecycle.Stored(type, item);
        return Reads.Shown(type, item);
    }

    /// <summary>Refuses what is not valid.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="before">The object as it is; null for a new one.</param>
    /// <param name="item">The object as it would be.</param>
    /// <param name="more">What is wrong with it besides.</param>
    /// <exception cref="StatusException">Everything that is wrong.</exception>
    public static void Validate(ResourceType type, JsonObject? before, JsonObject item, IReadOnlyList<Cause> more)
    {
        List<Cause> causes = [.. before is null ? MetadataRules.Check(type, item) : [], .. more];
        if (type is { IsCustom: true, Schema: { } schema })
        {
            causes.AddRange(Validation.Validate(schema, item));
            if (before is null || ListKeys.Check(schema, before).Count == 0) causes.AddRange(ListKeys.Check(schema, item));
            if (schema.HasRules && causes.Exists(Validation.IsBlocking)) causes.Add(Validation.RulesNotChecked);
        }
        else
        {
            causes.AddRange(BuiltInRules.Check(type, item));
        }
        if (causes.Count == 0) return;
        var (group, kind) = BuiltInRules.NameInErrors(type);
        throw StatusException.Invalid(group, kind, (string?)item["metadata"]!["name"] ?? "", causes);
    }

    // A write of the status changes nothing else, and a write of the object not its status.
    private static JsonObject Combine(ApiRequest request, JsonObject before, JsonObject wanted)
    {
        if (!request.Type.HasStatus) return wanted;
        var (item, status) = request.Subresource is null
            ? (wanted.DeepClone().AsObject(), before["status"])
            : (before.DeepClone().AsObject(), wanted["status"]);
        if (request.Subresource is not null && wanted["metadata"]!["managedFields"] is { } managed)
            item["metadata"]!["managedFields"] = managed.DeepClone();
        if (request.Subresource is not null && wanted["metadata"]!["uid"] is { } uid) item["metadata"]!["uid"] = uid.DeepClone();
        if (status is null) item.Remove("status");
        else item["status"] = status.DeepClone();
        return item;
    }

    private static void KeepManagedFields(JsonObject before, JsonObject metadata)
    {
        if (before["metadata"]!["managedFields"] is { } managed) metadata["managedFields"] = managed.DeepClone();
        else metadata.Remove("managedFields");
    }

    private static JsonObject Spec(ResourceType type, JsonObject item)
    {
        var spec = item.DeepClone().AsObject();
        spec.Remove("metadata");
        if (type.HasStatus) spec.Remove("status");
        return spec;
    }
}
