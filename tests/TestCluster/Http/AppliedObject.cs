using System.Text.Json.Nodes;
using Headgate.TestCluster.Apply;

namespace Headgate.TestCluster.Http;

/// <summary>The object of a server-side apply: only fields that the manager wants.</summary>
internal static class AppliedObject
{
    /// <summary>Refuses what cannot be applied.</summary>
    /// <exception cref="StatusException">It cannot.</exception>
    public static void Check(ApiRequest request, JsonObject applied)
    {
        var type = request.Type;
        if ((string?)applied["apiVersion"] is { } version && version != type.ApiVersion)
            throw StatusException.BadRequest(
                $"the API version in the data ({version}) does not match the expected API version ({type.ApiVersion})");
        if ((string?)applied["kind"] is { } kind && kind != type.Kind)
            throw StatusException.BadRequest($"the kind in the data ({kind}) does not match the expected kind ({type.Kind})");
        applied["metadata"] ??= new JsonObject();
        var metadata = applied["metadata"]!.AsObject();
        if (metadata["managedFields"] is not null) throw StatusException.BadRequest("metadata.managedFields must be nil");
        if ((string?)metadata["name"] is { } own && own != request.Name)
            throw StatusException.BadRequest($"the name of the object ({own}) does not match the name on the URL ({request.Name})");
        if ((string?)metadata["namespace"] is { } inNamespace && inNamespace != request.Namespace)
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (type.Schema is not { } schema) return;
        if (TypedPatch.Problem(schema, applied) is not { } problem) return;
        var name = (string?)metadata["namespace"] is { Length: > 0 } inNamespaceOf
            ? $"{inNamespaceOf}/{metadata["name"]}"
            : (string?)metadata["name"] ?? "";
        throw StatusException.Internal($"failed to create typed patch object ({name}; {type.ApiVersion}, Kind={type.Kind}): {problem}");
    }

    /// <summary>The fields that may be applied here: the status by its own path alone, and nothing else there.</summary>
    public static JsonObject Fields(ApiRequest request, JsonObject applied)
    {
        var fields = applied.DeepClone().AsObject();
        fields.Remove("apiVersion");
        fields.Remove("kind");
        var metadata = fields["metadata"]!.AsObject();
        foreach (var name in new[] { "name", "namespace", "uid", "resourceVersion", "generateName", "creationTimestamp", "generation" })
            metadata.Remove(name);
        if (request.Subresource is not null)
        {
            foreach (var name in fields.Select(field => field.Key).Where(name => name != "status").ToList()) fields.Remove(name);
            return fields;
        }
        if (request.Type.HasStatus) fields.Remove("status");
        if (metadata.Count == 0) fields.Remove("metadata");
        return fields;
    }
}
