using System.Text.Json.Nodes;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Takes objects out, or marks them where finalizers hold them (apiserver, pkg/registry/generic/registry/store.go).</summary>
internal sealed class Deletion(ObjectStore store, TimeProvider time)
{
    public const string Orphan = "orphan";
    public const string Foreground = "foregroundDeletion";

    /// <summary>The finalizers of an object that is deleted in a way: Orphan, Foreground, Background, or empty for what its finalizers say.</summary>
    public static List<string> FinalizersFor(JsonObject item, string policy)
    {
        var finalizers = Strings(item["metadata"]!["finalizers"]);
        if (policy.Length == 0) return finalizers;
        var own = policy switch { "Orphan" => Orphan, "Foreground" => Foreground, _ => "" };
        List<string> others = [.. finalizers.Where(name => name is not (Orphan or Foreground))];
        return own.Length == 0 ? others : [.. others, own];
    }

    /// <summary>The object as it is once its deletion was asked for.</summary>
    public JsonObject Marked(JsonObject item, IReadOnlyList<string> finalizers)
    {
        var marked = item.DeepClone().AsObject();
        var metadata = marked["metadata"]!.AsObject();
        SetFinalizers(marked, finalizers);
        if (metadata["deletionTimestamp"] is not null) return marked;
        metadata["deletionTimestamp"] = Preparation.Time(time.GetUtcNow());
        metadata["deletionGracePeriodSeconds"] = 0;
        if ((long?)metadata["generation"] is { } generation) metadata["generation"] = generation + 1;
        return marked;
    }

    /// <summary>Deletes an object, or marks it.</summary>
    /// <returns>The object that is left; null when it is gone.</returns>
    public JsonObject? Ask(string kind, JsonObject item, string policy)
    {
        var finalizers = FinalizersFor(item, policy);
        var (inNamespace, name) = NameOf(item);
        if (finalizers.Count == 0)
        {
            store.Remove(kind, inNamespace, name);
            return null;
        }
        var marked = Marked(item, finalizers);
        return JsonNode.DeepEquals(marked, item) ? item : store.Put(kind, inNamespace, name, marked);
    }

    /// <summary>Takes a finalizer off, and the object out when it was the last one.</summary>
    public void Release(string kind, JsonObject item, string finalizer)
    {
        var released = item.DeepClone().AsObject();
        SetFinalizers(released, [.. Strings(item["metadata"]!["finalizers"]).Where(name => name != finalizer)]);
        var (inNamespace, name) = NameOf(item);
        if (released["metadata"]!["finalizers"] is null) store.Remove(kind, inNamespace, name);
        else store.Put(kind, inNamespace, name, released);
    }

    public static bool IsHeldBy(JsonObject item, string finalizer) =>
        item["metadata"]!["deletionTimestamp"] is not null && Strings(item["metadata"]!["finalizers"]).Contains(finalizer);

    public static (string Namespace, string Name) NameOf(JsonObject item) =>
        ((string?)item["metadata"]!["namespace"] ?? "", (string)item["metadata"]!["name"]!);

    private static void SetFinalizers(JsonObject item, IReadOnlyList<string> finalizers)
    {
        if (finalizers.Count == 0) item["metadata"]!.AsObject().Remove("finalizers");
        else item["metadata"]!["finalizers"] = new JsonArray([.. finalizers.Select(name => JsonValue.Create(name))]);
    }

    private static List<string> Strings(JsonNode? list) => list is JsonArray items ? [.. items.Select(item => (string?)item ?? "")] : [];
}
