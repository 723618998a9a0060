using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>The elements of sets and of map-like lists must differ.</summary>
internal static class ListKeys
{
    public static void Check(Schema schema, JsonNode? value, string path, List<Cause> causes)
    {
        if (value is JsonObject fields)
        {
            foreach (var (name, inner) in fields)
                if (schema.Field(name) is { } known) Check(known, inner, $"{path}.{name}", causes);
        }
        if (value is not JsonArray list || schema.Items is null) return;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < list.Count; index++)
        {
            var key = schema.ListType switch
            {
                "map" when list[index] is JsonObject item => KeyText(schema, item),
                "set" => list[index]?.ToJsonString() ?? "null",
                _ => null,
            };
            if (key is not null && !seen.Add(key)) causes.Add(new Cause("FieldValueDuplicate", $"Duplicate value: {key}", $"{path}[{index}]"));
            Check(schema.Items, list[index], $"{path}[{index}]", causes);
        }
    }

    // As Go prints a map.
    private static string KeyText(Schema schema, JsonObject item)
    {
        var keys = schema.ListMapKeys.Order(StringComparer.Ordinal)
            .Where(key => item[key] is not null)
            .Select(key => $"{Cause.Quote(key)}:{item[key]!.ToJsonString()}");
        return $"map[string]interface {{}}{{{string.Join(", ", keys)}}}";
    }
}
