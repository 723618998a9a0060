using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headgate.Chart.Tests;

/// <summary>The reference of values: the schema's fields with the defaults of <c>values.yaml</c>.</summary>
internal static class ValuesReference
{
    private static readonly JsonNode Schema = JsonNode.Parse(Chart.Read("values.schema.json"))!;
    private static readonly JsonNode Values = Chart.Parse(Chart.Read("values.yaml"))!;
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Looks at every field, parents before their fields. What is below a pool by reference is not looked at again.</summary>
    public static void Visit(Action<string, JsonNode> look)
    {
        foreach (var (name, child) in Schema["properties"]!.AsObject()) Visit(name, child!, look);
    }

    /// <summary>Whether <c>values.yaml</c> says something about a field.</summary>
    public static bool HasDefault(string path) => Find(path, out _);

    /// <summary>A table for each part.</summary>
    public static string Text()
    {
        var text = new StringBuilder();
        var part = "";
        Visit((path, schema) =>
        {
            var root = path.Split('.')[0];
            var isPart = path == root && (schema["properties"] is not null || root == "pools");
            if (isPart || part.Length == 0)
            {
                text.Append(part.Length == 0 ? "" : "\n").Append(isPart ? $"### `{root}`\n\n{schema["description"]}\n" : "### Names, places and the rest\n");
                text.Append("\n| value | default | meaning |\n|---|---|---|\n");
                part = root;
            }
            if (schema["properties"] is not null || isPart) return;
            text.Append($"| `{path}` | {Default(path)} | {Description(schema)} |\n");
        }, ordered: true);
        return text.ToString();
    }

    private static void Visit(Action<string, JsonNode> look, bool ordered)
    {
        // Fields that stand alone come first, in one table.
        var fields = Schema["properties"]!.AsObject();
        foreach (var (name, child) in ordered ? fields.OrderBy(field => field.Value!["properties"] is not null || field.Key == "pools") : fields.AsEnumerable())
            Visit(name, child!, look);
    }

    private static void Visit(string path, JsonNode schema, Action<string, JsonNode> look)
    {
        if (schema["$ref"] is not null) return;
        look(path, schema);
        foreach (var (name, child) in schema["properties"] as JsonObject ?? []) Visit($"{path}.{name}", child!, look);
        if (path != "pools") return;
        foreach (var (name, child) in schema["additionalProperties"]!["properties"]!.AsObject()) Visit($"pools.NAME.{name}", child!, look);
    }

    private static bool Find(string path, out JsonNode? value)
    {
        value = Values;
        foreach (var name in path.Split('.'))
        {
            if (value is not JsonObject map || !map.TryGetPropertyValue(name, out var child)) return false;
            value = child;
        }
        return true;
    }

    private static string Default(string path)
    {
        if (!Find(path, out var value)) return "";
        if (value is JsonObject { Count: 0 } or JsonArray { Count: 0 } || (value is JsonValue && value.ToJsonString() == "\"\"")) return "";
        return $"`{value?.ToJsonString(Plain) ?? "null"}`";
    }

    private static string Description(JsonNode schema)
    {
        var text = ((string)schema["description"]!).Replace("|", "\\|", StringComparison.Ordinal);
        return schema["enum"] is JsonArray { Count: < 8 } allowed
            ? $"{text} {string.Join(", ", allowed.Select(item => item!.ToString()).Where(item => item.Length > 0).Select(item => $"`{item}`"))}"
            : text;
    }
}
