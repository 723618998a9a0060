using System.Text.Json.Nodes;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Http;

/// <summary>Answers delete and deletecollection.</summary>
internal sealed class Deletes(ObjectStore store, Lifecycle lifecycle, Reads reads)
{
    public Answer Delete(ApiRequest request, byte[] body)
    {
        var type = request.Type;
        var options = DeleteOptions.Read(request, body);
        var item = store.Find(type.StorageKey, request.Namespace, request.Name) ?? throw StatusException.NotFound(type, request.Name);
        CheckPreconditions(type, request.Name, item, options.Preconditions);
        if (type.Kind is "Namespace" or "CustomResourceDefinition")
            return Answer.Ok(options.IsDryRun ? item : lifecycle.BeginEnd(type, item));
        var finalizers = Deletion.FinalizersFor(item, options.Policy);
        if (options.IsDryRun)
            return Answer.Ok(finalizers.Count > 0 ? Reads.Shown(type, lifecycle.Deletion.Marked(item, finalizers)) : Gone(type, item));
        var left = lifecycle.Deletion.Ask(type.StorageKey, item, options.Policy);
        lifecycle.Settle();
        return Answer.Ok(left is null ? Gone(type, item) : Reads.Shown(type, left));
    }

    public Answer DeleteCollection(ApiRequest request, byte[] body)
    {
        var options = DeleteOptions.Read(request, body);
        var list = reads.List(request);
        if (options.IsDryRun) return Answer.Ok(list);
        foreach (var shown in list["items"]!.AsArray())
        {
            var (inNamespace, name) = Deletion.NameOf(shown!.AsObject());
            if (store.Find(request.Type.StorageKey, inNamespace, name) is { } item)
                lifecycle.Deletion.Ask(request.Type.StorageKey, item, options.Policy);
        }
        lifecycle.Settle();
        return Answer.Ok(list);
    }

    private static void CheckPreconditions(ResourceType type, string name, JsonObject item, JsonNode? preconditions)
    {
        Check("UID", "uid");
        Check("ResourceVersion", "resourceVersion");

        void Check(string label, string field)
        {
            if ((string?)preconditions?[field] is not { } wanted || wanted == (string?)item["metadata"]![field]) return;
            var found = item["metadata"]![field];
            if (type.Kind is "Namespace" or "CustomResourceDefinition")
                throw StatusException.ConflictBecause(
                    type, name, $"Precondition failed: {label} in precondition: {wanted}, {label} in object meta: {found}");
            var more = field == "uid" ? "The object might have been deleted and then recreated" : "The object might have been modified";
            throw StatusException.PreconditionFailed(
                type, name, $"the {label} in the precondition ({wanted}) does not match the {label} in record ({found}). {more}");
        }
    }

    // Of pods the object itself is answered.
    private static JsonObject Gone(ResourceType type, JsonObject item)
    {
        if (type.Kind == "Pod") return item;
        var details = new JsonObject { ["name"] = (string?)item["metadata"]!["name"] };
        if (type.Group.Length > 0) details["group"] = type.Group;
        details["kind"] = type.Plural;
        details["uid"] = (string?)item["metadata"]!["uid"];
        return new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details };
    }
}
