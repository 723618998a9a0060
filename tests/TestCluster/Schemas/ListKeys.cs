using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>The elements of sets and of map-like lists must differ (apiextensions-apiserver, pkg/apiserver/schema/listtype).</summary>
internal static class ListKeys
{
    /// <summary>What stands in a list twice.</summary>
    public static List<Cause> Check(Schema schema, JsonObject root)
    {
        var causes = new List<Cause>();
        Fields(schema, root, "", causes);
        return causes;
    }

    private static void Fields(Schema schema, JsonObject fields, string path, List<Cause> causes)
    {
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (schema.Properties.TryGetValue(name, out var inner)) Value(inner, value, Validation.Child(path, name), causes);
            else if (schema.Values is { } values) Value(values, value, $"{path}[{name}]", causes);
        }
    }

    private static void Value(Schema schema, JsonNode? value, string path, List<Cause> causes)
    {
        if (value is JsonObject fields) Fields(schema, fields, path, causes);
        if (value is not JsonArray list) return;
        if (schema.ListType == "set") Twice(list, path, causes);
        if (schema.ListType == "map") Twice(KeysOf(schema, list), path, causes);
        for (var index = 0; schema.Items is not null && index < list.Count; index++)
            Value(schema.Items, list[index], $"{path}[{index}]", causes);
    }

    // Of three that are the same the second is reported, and the third not.
    private static void Twice(IList<JsonNode?> elements, string path, List<Cause> causes)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < elements.Count; index++)
        {
            var text = GoText.Literal(elements[index]);
            seen[text] = seen.GetValueOrDefault(text) + 1;
            if (seen[text] == 2) causes.Add(Cause.Duplicate($"{path}[{index}]", GoText.Value(elements[index])));
        }
    }

    private static List<JsonNode?> KeysOf(Schema schema, JsonArray list) =>
        [.. list.Select(item => new JsonObject(schema.ListMapKeys.Where(key => (item as JsonObject)?.ContainsKey(key) == true).Select(key => KeyValuePair.Create(key, item![key]?.DeepClone()))))];
}
