using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Apply;

/// <summary>What tells the elements of a list apart.</summary>
internal static class ListElements
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a list is merged element by element.</summary>
    public static bool IsMerged(Schema? schema) => schema?.ListType is "map" or "set";

    /// <summary>The element's name in a <see cref="FieldSet"/>.</summary>
    public static string NameOf(Schema schema, JsonNode? item)
    {
        if (schema.ListType == "set") return $"v:{item?.ToJsonString(Plain) ?? "null"}";
        var keys = new JsonObject();
        foreach (var key in schema.ListMapKeys.Order(StringComparer.Ordinal))
        {
            var value = item?[key] ?? schema.Items?.Properties.GetValueOrDefault(key)?.Default;
            if (value is not null) keys[key] = value.DeepClone();
        }
        return $"k:{keys.ToJsonString(Plain)}";
    }

    /// <summary>The element of that name; null when there is none.</summary>
    public static JsonNode? Find(Schema schema, JsonArray list, string name) => list.FirstOrDefault(item => NameOf(schema, item) == name);

    /// <summary>A path as messages print it.</summary>
    public static string Print(IReadOnlyList<string> path) => string.Concat(path.Select(Print));

    private static string Print(string element) => element[0] switch
    {
        'f' => $".{element[2..]}",
        'v' => $"[={element[2..]}]",
        _ => $"[{string.Join(",", JsonNode.Parse(element[2..])!.AsObject().Select(key => $"{key.Key}={key.Value!.ToJsonString(Plain)}"))}]",
    };
}
