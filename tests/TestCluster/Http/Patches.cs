using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>JSON patch (RFC 6902), merge patch (RFC 7396) and Kubernetes' strategic merge patch.</summary>
internal static class Patches
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    /// <summary>What a kind can be patched with.</summary>
    public static string[] AcceptedBy(ResourceType type) =>
        type.IsCustom ? [Json, Merge, "application/apply-patch+yaml"] : [Json, Merge, Strategic, "application/apply-patch+yaml"];

    /// <summary>Patches.</summary>
    /// <exception cref="StatusException">The patch cannot be read, or does not fit.</exception>
    public static JsonObject Apply(ResourceType type, string media, JsonObject item, byte[] body)
    {
        var patch = Read(media, body);
        var patched = media switch
        {
            Json => JsonPatch.Apply(item, patch!.AsArray()),
            Merge => MergeInto(item, patch),
            _ => StrategicMerge.Apply(item, patch!.AsObject(), type.Schema),
        };
        if (patched is not JsonObject result) throw StatusException.Unprocessable();
        if (result["metadata"] is not JsonObject) result["metadata"] = new JsonObject();
        return result;
    }

    private static JsonNode? Read(string media, byte[] body)
    {
        try
        {
            var patch = JsonText.Parse(body, []);
            if (media == Json ? patch is JsonArray : patch is JsonObject) return patch;
            throw Undecodable(
                $"json: cannot unmarshal {Kind(patch)} into Go value of type {(media == Json ? "[]handlers.jsonPatchOp" : "map[string]interface {}")}");
        }
        catch (JsonException)
        {
            throw Undecodable(GoJson.Problem(body));
        }
    }

    private static string Kind(JsonNode? patch) => patch?.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        { } kind => kind.ToString().ToLowerInvariant(),
        null => "null",
    };

    private static StatusException Undecodable(string problem) => StatusException.BadRequest($"error decoding patch: {problem}");

    private static JsonNode? MergeInto(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var merged = target is JsonObject fields ? fields.DeepClone().AsObject() : [];
        foreach (var (name, value) in changes)
        {
            if (value is null) merged.Remove(name);
            else merged[name] = MergeInto(merged[name], value);
        }
        return merged;
    }
}
