using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Schemas;

/// <summary>Removes what no schema knows.</summary>
public static class Pruning
{
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    /// <summary>Removes unknown fields of an object.</summary>
    /// <returns>Their paths.</returns>
    public static IReadOnlyList<string> Prune(Schema schema, JsonObject root)
    {
        var unknown = new List<string>();
        Prune(schema, root, "", isResource: true, unknown);
        return unknown;
    }

    private static void Prune(Schema schema, JsonNode? value, string path, bool isResource, List<string> unknown)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var index = 0; index < list.Count; index++) Prune(items, list[index], $"{path}[{index}]", items.IsEmbedded, unknown);
            return;
        }
        if (value is not JsonObject fields) return;
        foreach (var (name, inner) in fields.ToList())
        {
            if (isResource && OfEveryObject.Contains(name)) continue;
            var field = path.Length == 0 ? name : $"{path}.{name}";
            if (schema.Field(name) is { } known) Prune(known, inner, field, known.IsEmbedded, unknown);
            else if (!schema.PreservesUnknown && (schema.Type == "object" || schema.Properties.Count > 0))
            {
                fields.Remove(name);
                unknown.Add(field);
            }
        }
    }
}
