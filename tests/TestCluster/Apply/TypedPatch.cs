using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Apply;

/// <summary>That what is applied has the types of its schema (sigs.k8s.io/structured-merge-diff, typed/validate.go).</summary>
internal sealed class TypedPatch
{
    private readonly List<string> _problems = [];

    /// <summary>What is wrong, as a real server prints it; null for nothing.</summary>
    public static string? Problem(Schema schema, JsonObject applied)
    {
        var patch = new TypedPatch();
        patch.Check(schema, applied, "");
        return patch._problems.Count switch
        {
            0 => null,
            1 => patch._problems[0],
            _ => string.Join('\n', patch._problems.Select(problem => $"  {problem}").Prepend("errors:")),
        };
    }

    private void Check(Schema? schema, JsonNode? value, string path)
    {
        if (value is null || schema is null || schema.IsIntOrString || (schema.Type is null && schema.PreservesUnknown)) return;
        switch (schema.Type)
        {
            case "integer" or "number" when value.GetValueKind() != JsonValueKind.Number:
                Say(path, $"expected numeric (int or float), got {GoType(value)}");
                break;
            case "string" when value.GetValueKind() != JsonValueKind.String:
                Say(path, $"expected string, got &value.valueUnstructured{{Value:{Literal(value)}}}");
                break;
            case "boolean" when value.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                Say(path, $"expected boolean, got &{{{Plain(value)}}}");
                break;
            case "array" when value is not JsonArray:
                Say(path, $"expected list, got &{{{Plain(value)}}}");
                break;
            case "object" when value is not JsonObject:
                Say(path, $"expected map, got &{{{Plain(value)}}}");
                break;
        }
        if (value is JsonObject fields && schema.Type == "object") CheckFields(schema, fields, path);
        if (value is JsonArray list && schema.Type == "array") CheckList(schema, list, path);
    }

    // The first field that is not known ends the map.
    private void CheckFields(Schema schema, JsonObject fields, string path)
    {
        foreach (var (name, value) in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            if (schema.Field(name) is { } known)
            {
                Check(known, value, $"{path}.{name}");
            }
            else if (!schema.PreservesUnknown && !schema.TakesAnyValues)
            {
                Say($"{path}.{name}", "field not declared in schema");
                return;
            }
        }
    }

    private void CheckList(Schema schema, JsonArray list, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < list.Count; index++)
        {
            var name = $"[{index}]";
            if (ListElements.IsMerged(schema))
            {
                if (Nameless(schema, list[index]) is { } problem)
                {
                    Say(path, $"element {index}: {problem}");
                    return;
                }
                name = ListElements.Print([ListElements.NameOf(schema, list[index])]);
                if (!seen.Add(name)) Say(path, $"duplicate entries for key {name}");
            }
            Check(schema.Items, list[index], path + name);
        }
    }

    private static string? Nameless(Schema schema, JsonNode? item)
    {
        if (schema.ListType == "set")
        {
            return item switch
            {
                null => "associative list without keys has an element that's an explicit null",
                JsonObject when schema.Items?.IsAtomicMap != true => "associative list without keys has an element that's a map type",
                _ => null,
            };
        }
        if (item is null) return "associative list with keys may not have a null element";
        if (item is not JsonObject fields) return "associative list with keys may not have non-map elements";
        return schema.ListMapKeys.FirstOrDefault(key => fields[key] is null && schema.Items?.Properties.GetValueOrDefault(key)?.Default is null) is { } missing
            ? $"associative list with keys has an element that omits key field {GoText.Quote(missing)} (and doesn't have default value)"
            : null;
    }

    private void Say(string path, string problem) => _problems.Add(path.Length == 0 ? problem : $"{path}: {problem}");

    private static string GoType(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "bool",
        JsonValueKind.Array => "[]interface {}",
        _ => "map[string]interface {}",
    };

    private static string Literal(JsonNode value) => GoText.Literal(value);

    // As Go's %v prints it.
    private static string Plain(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject fields =>
            $"map[{string.Join(' ', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Plain(field.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(Plain))}]",
        _ when value.GetValueKind() == JsonValueKind.String => (string)value!,
        _ => string.Create(CultureInfo.InvariantCulture, $"{GoText.Value(value)}"),
    };
}
