using System.Text;
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
        JsonNode? patch;
        try
        {
            patch = JsonText.Parse(body, []);
        }
        catch (JsonException)
        {
            throw StatusException.BadRequest($"error decoding patch: json: unexpected end of JSON input ({Encoding.UTF8.GetString(body)})");
        }
        return media switch
        {
            Json => JsonPatch.Apply(item, patch as JsonArray ?? throw StatusException.BadRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch")),
            Merge => MergeInto(item, patch)!.AsObject(),
            _ => StrategicMerge.Apply(item, patch!.AsObject(), type.Schema),
        };
    }

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
