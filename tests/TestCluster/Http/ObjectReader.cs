using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Schemas;
using YamlDotNet.Core;

namespace Headgate.TestCluster.Http;

/// <summary>Reads the object of a request: decodes, finds what is not known, prunes, sets defaults.</summary>
internal static class ObjectReader
{
    private const string RulesNotEvaluated = "TestCluster does not evaluate CEL rules (x-kubernetes-validations): a real API server may refuse this";

    /// <summary>Reads the body of a create or an update.</summary>
    /// <exception cref="StatusException">It is not what it should be.</exception>
    public static JsonObject Read(ApiRequest request, byte[] body, string contentType, List<string> warnings)
    {
        var type = request.Type;
        var duplicates = new List<string>();
        var item = Decode(type, body, contentType, duplicates);
        CheckKind(request, item);
        var sent = (string?)item["metadata"]?["namespace"] ?? "";
        if (type.Namespaced && sent.Length > 0 && sent != request.Namespace)
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        item["metadata"] ??= new JsonObject();
        if (type.Namespaced) item["metadata"]!["namespace"] = request.Namespace;
        Complete(request, item, duplicates, warnings);
        return item;
    }

    /// <summary>Prunes, warns and sets defaults.</summary>
    public static void Complete(ApiRequest request, JsonObject item, List<string> duplicates, List<string> warnings)
    {
        var (type, validation) = (request.Type, request.Query["fieldValidation"].ToString());
        if (type.Schema is not { } schema) return;
        var sent = request.Verb == "patch" && validation == "Strict" ? GoText.Json(item) : "";
        var metadata = item["metadata"]!.AsObject();
        MetadataRules.CheckDecoding(type, metadata);
        IReadOnlyList<string> unknown = [.. Pruning.PruneMetadata(schema, metadata), .. Pruning.Prune(schema, item)];
        TidyMetadata(metadata);
        if (type.IsCustom || type.Kind is "Service" or "Pod" or "Deployment")
        {
            Defaulting.DropNulls(schema, item);
            Defaulting.Apply(schema, item);
        }
        var problems = duplicates.Select(field => $"duplicate field \"{field}\"").Concat(unknown.Select(field => $"unknown field \"{field}\"")).ToList();
        if (validation == "Strict" && problems.Count > 0 && request.Verb == "patch")
            throw StatusException.Invalid(
                "", "", "", [Cause.Invalid("patch", GoText.Quote(sent), $"strict decoding error: {string.Join(", ", problems)}")]);
        if (validation == "Strict" && problems.Count > 0)
            throw StatusException.BadRequest(
                $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: strict decoding error: {string.Join(", ", problems)}");
        if (validation != "Ignore") warnings.AddRange(problems);
        if (type.IsCustom && schema.HasRules) warnings.Add(RulesNotEvaluated);
    }

    /// <summary>Refuses a patch that gives an object another name or namespace.</summary>
    /// <exception cref="StatusException">It does.</exception>
    public static void CheckPlace(ApiRequest request, JsonObject item)
    {
        var (name, inNamespace) = ((string?)item["metadata"]!["name"] ?? "", (string?)item["metadata"]!["namespace"] ?? "");
        if (request.Type.Namespaced && inNamespace.Length > 0 && inNamespace != request.Namespace)
            throw StatusException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        if (name.Length > 0 && name != request.Name)
            throw StatusException.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
    }

    /// <summary>Decodes JSON or YAML.</summary>
    public static JsonObject Decode(ResourceType type, byte[] body, string contentType, List<string> duplicates)
    {
        try
        {
            var node = contentType.Split(';')[0].Trim() switch
            {
                "application/yaml" or "application/apply-patch+yaml" => JsonTextOrYaml(body, duplicates),
                "application/json" or "" or "*/*" => JsonText.Parse(body, duplicates),
                _ =>
                    throw StatusException.UnsupportedMediaType("application/json", "application/yaml", "application/vnd.kubernetes.protobuf"),
            };
            return node as JsonObject ?? throw new JsonException("no object");
        }
        catch (Exception exception) when (exception is JsonException or YamlException)
        {
            if (contentType.StartsWith("application/apply-patch", StringComparison.Ordinal))
                throw StatusException.BadRequest($"error decoding YAML: {exception.Message}");
            var text = Encoding.UTF8.GetString(body);
            throw StatusException.BadRequest(
                $"the object provided is unrecognized (must be of type {type.Kind}): couldn't get version/kind; json parse error: {GoJson.Problem(body)} ({(text.Length == 0 ? "<empty>" : text)})");
        }
    }

    private static JsonNode? JsonTextOrYaml(byte[] body, List<string> duplicates)
    {
        try
        {
            return JsonText.Parse(body, duplicates);
        }
        catch (JsonException)
        {
            return JsonText.ParseYaml(body);
        }
    }

    private static void CheckKind(ApiRequest request, JsonObject item)
    {
        var type = request.Type;
        var (version, kind) = ((string?)item["apiVersion"] ?? "", (string?)item["kind"] ?? "");
        if (version.Length > 0 && version != type.ApiVersion)
            throw StatusException.BadRequest(
                $"the API version in the data ({version}) does not match the expected API version ({type.ApiVersion})");
        if (kind.Length > 0 && kind != type.Kind)
        {
            throw type.IsCustom
                ? StatusException.Invalid(type.Group, kind, (string?)item["metadata"]?["name"] ?? "", [Cause.Invalid("kind", Cause.Quote(kind), $"must be {type.Kind}")])
                : StatusException.BadRequest(
                    $"{kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: no kind \"{kind}\" is registered for version \"{type.ApiVersion}\"");
        }
        item["apiVersion"] = type.ApiVersion;
        item["kind"] = type.Kind;
    }

    private static void TidyMetadata(JsonObject metadata)
    {
        foreach (var name in new[] { "labels", "annotations", "ownerReferences", "finalizers" })
            if (metadata.ContainsKey(name) && (metadata[name] is null || metadata[name] is JsonObject { Count: 0 } or JsonArray { Count: 0 }))
                metadata.Remove(name);
    }
}
