using System.Text.Json.Nodes;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Answers delete and deletecollection.</summary>
internal sealed class Deletes(ObjectStore store, Lifecycle lifecycle, Reads reads)
{
    public Answer Delete(ApiRequest request, byte[] body)
    {
        var type = request.Type;
        var item = store.Find(type.StorageKey, request.Namespace, request.Name) ?? throw StatusException.NotFound(type, request.Name);
        var options = body.Length == 0 ? [] : JsonText.Parse(body, []) as JsonObject ?? [];
        CheckPreconditions(type, request.Name, item, options["preconditions"]);
        if (request.IsDryRun || (options["dryRun"] as JsonArray)?.Count > 0) return Answer.Ok(Success(type, item));
        if (type.Kind is "Namespace" or "CustomResourceDefinition") return Answer.Ok(lifecycle.BeginEnd(type, item));
        var policy = (string?)options["propagationPolicy"] ?? request.Query["propagationPolicy"].ToString();
        if (policy == "Orphan") lifecycle.Orphan(item);
        if (item["metadata"]!["finalizers"] is JsonArray { Count: > 0 })
        {
            lifecycle.Remove(type.StorageKey, item);
            return Answer.Ok(Reads.Shown(type, store.Find(type.StorageKey, request.Namespace, request.Name)!));
        }
        lifecycle.Remove(type.StorageKey, item);
        return Answer.Ok(type.Kind == "Pod" ? item : Success(type, item));
    }

    public Answer DeleteCollection(ApiRequest request)
    {
        var list = reads.List(request);
        if (request.IsDryRun) return Answer.Ok(list);
        foreach (var shown in list["items"]!.AsArray())
        {
            var metadata = shown!["metadata"]!;
            if (store.Find(request.Type.StorageKey, (string?)metadata["namespace"] ?? "", (string)metadata["name"]!) is { } item) lifecycle.Remove(request.Type.StorageKey, item);
        }
        return Answer.Ok(list);
    }

    private static void CheckPreconditions(ResourceType type, string name, JsonObject item, JsonNode? preconditions)
    {
        Check("UID", "uid");
        Check("ResourceVersion", "resourceVersion");

        void Check(string label, string field)
        {
            if ((string?)preconditions?[field] is not { } wanted || wanted == (string?)item["metadata"]![field]) return;
            var more = field == "uid" ? "The object might have been deleted and then recreated" : "The object might have been modified";
            throw StatusException.PreconditionFailed(
                type, name, $"the {label} in the precondition ({wanted}) does not match the {label} in record ({item["metadata"]![field]}). {more}");
        }
    }

    private static JsonObject Success(ResourceType type, JsonObject item)
    {
        var details = new JsonObject { ["name"] = (string?)item["metadata"]!["name"] };
        if (type.Group.Length > 0) details["group"] = type.Group;
        details["kind"] = type.Plural;
        details["uid"] = (string?)item["metadata"]!["uid"];
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }
}
