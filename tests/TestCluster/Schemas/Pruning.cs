using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Schemas;

/// <summary>Removes what no schema knows (apiextensions-apiserver, pkg/apiserver/schema/pruning).</summary>
public static class Pruning
{
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    /// <summary>Removes unknown fields of an object.</summary>
    /// <returns>Their paths, in the order of the letters.</returns>
    public static IReadOnlyList<string> Prune(Schema schema, JsonObject root)
    {
        var unknown = new List<string>();
        Prune(schema, root, "", isResource: true, unknown);
        unknown.Sort(StringComparer.Ordinal);
        return unknown;
    }

    /// <summary>Removes unknown fields of the metadata of an object.</summary>
    /// <returns>Their paths.</returns>
    public static IReadOnlyList<string> PruneMetadata(Schema schema, JsonObject metadata)
    {
        var unknown = new List<string>();
        if (schema.Properties.TryGetValue("metadata", out var known)) Prune(known, metadata, "metadata", isResource: false, unknown);
        return unknown;
    }

    /// <summary>Removes unknown fields of a value that stands in a schema.</summary>
    public static void Prune(Schema schema, JsonNode? value) => Prune(schema, value, "", schema.IsEmbedded, []);

    // Without a schema nothing is known.
    private static void Prune(Schema? schema, JsonNode? value, string path, bool isResource, List<string> unknown)
    {
        if (schema is { PreservesUnknown: true })
        {
            Known(schema, value, path, isResource, unknown);
            return;
        }
        if (value is JsonArray list)
        {
            for (var index = 0; index < list.Count; index++)
                Prune(schema?.Items, list[index], $"{path}[{index}]", schema?.Items?.IsEmbedded ?? false, unknown);
            return;
        }
        if (value is not JsonObject fields) return;
        foreach (var (name, inner) in fields.ToList())
        {
            if (isResource && OfEveryObject.Contains(name)) continue;
            var field = Validation.Child(path, name);
            if (schema?.Field(name) is { } known)
            {
                Prune(known, inner, field, known.IsEmbedded, unknown);
            }
            else if (schema is { TakesAnyValues: true } or { IsClosed: true })
            {
                Prune(null, inner, field, isResource: false, unknown);
            }
            else
            {
                fields.Remove(name);
                unknown.Add(field);
            }
        }
    }

    // Where unknown fields stay, only what is known is looked into.
    private static void Known(Schema schema, JsonNode? value, string path, bool isResource, List<string> unknown)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var index = 0; index < list.Count; index++) Known(items, list[index], $"{path}[{index}]", items.IsEmbedded, unknown);
        }
        foreach (var (name, inner) in (value as JsonObject ?? []).ToList())
        {
            if (isResource && OfEveryObject.Contains(name)) continue;
            if (schema.Field(name) is { } known) Prune(known, inner, Validation.Child(path, name), known.IsEmbedded, unknown);
        }
    }
}
