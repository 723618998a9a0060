using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Definitions;

/// <summary>That a schema is structural: each field has a type, and the logical combinations only narrow (apiextensions-apiserver, pkg/apiserver/schema).</summary>
internal static class StructuralRules
{
    private const string Extension = "x-kubernetes-";

    // What may not stand within a combination, and what is said of it.
    private static readonly (string Keyword, string Message)[] NotNested =
    [
        ("type", "must be empty to be structural"), ("additionalProperties", "must be undefined to be structural"), ("default", "must be undefined to be structural"),
        ("title", "must be empty to be structural"), ("description", "must be empty to be structural"), ("nullable", "must be false to be structural"),
        (Extension + "preserve-unknown-fields", "must be false to be structural"), (Extension + "embedded-resource", "must be false to be structural"),
        (Extension + "int-or-string", "must be false to be structural"), (Extension + "list-map-keys", "must be empty to be structural"),
        (Extension + "list-type", "must be undefined to be structural"), (Extension + "map-type", "must be undefined to be structural"),
        (Extension + "validations", "must be empty to be structural"),
    ];

    /// <summary>Everything that is wrong, in the order of the messages.</summary>
    public static List<Cause> Check(JsonObject root, string path)
    {
        var causes = new List<Cause>();
        Invariants(Schema.Parse(root), "at the root", path, causes);
        Completeness(root, root, path, path, causes);
        return [.. causes.OrderBy(cause => $"{cause.Field}: {cause.Message}", StringComparer.Ordinal)];
    }

    private static void Invariants(Schema schema, string where, string path, List<Cause> causes)
    {
        var isRoot = where == "at the root";
        if (schema.Type == "array" && schema.Items is null) causes.Add(Cause.Required($"{path}.items", "must be specified"));
        if (schema.Items is { } items) Invariants(items, "for specified array items", $"{path}.items", causes);
        foreach (var (name, inner) in schema.Properties)
            Invariants(inner, "for specified object fields", $"{path}.properties[{name}]", causes);
        if (isRoot && schema.Json["additionalProperties"] is not null)
            causes.Add(Cause.Forbidden($"{path}.additionalProperties", "must not be used at the root"));
        if (schema.Values is { } values) Invariants(values, "for specified object fields", $"{path}.additionalProperties", causes);
        if (schema is { IsIntOrString: true, PreservesUnknown: true })
            causes.Add(
                Cause.Invalid($"{path}.{Extension}preserve-unknown-fields", "true", "must be false if x-kubernetes-int-or-string is true"));
        if (schema is { IsIntOrString: true, IsEmbedded: true })
            causes.Add(
                Cause.Invalid($"{path}.{Extension}embedded-resource", "true", "must be false if x-kubernetes-int-or-string is true"));
        Values(schema.Json, path, IsIntOrString(schema.Json), IsIntOrString(schema.Json["allOf"]?[0] as JsonObject), causes);
        Types(schema, where, path, causes);
        if (isRoot && schema.Type is { } type && type != "object")
            causes.Add(Cause.Invalid($"{path}.type", GoText.Quote(type), "must be object at the root"));
        if (isRoot || schema.IsEmbedded) OfEveryObject(schema, isRoot, path, causes);
        if (schema is { IsEmbedded: true, PreservesUnknown: false, Properties.Count: 0 })
            causes.Add(
                Cause.Required($"{path}.properties", "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"));
    }

    private static void Types(Schema schema, string where, string path, List<Cause> causes)
    {
        const string embedded = "must be object if x-kubernetes-embedded-resource is true";
        if (schema.IsEmbedded && schema.Type != "object")
            causes.Add(
                schema.Type is null ? Cause.Required($"{path}.type", embedded) : Cause.Invalid($"{path}.type", GoText.Quote(schema.Type), embedded));
        else if (schema.Type is null && !schema.IsIntOrString && !schema.PreservesUnknown)
            causes.Add(Cause.Required($"{path}.type", $"must not be empty {where}"));
        if (schema.IsEmbedded && schema.Json["additionalProperties"] is not null)
            causes.Add(Cause.Forbidden($"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"));
    }

    private static void OfEveryObject(Schema schema, bool isRoot, string path, List<Cause> causes)
    {
        foreach (var name in new[] { "kind", "apiVersion" })
            if (schema.Properties.TryGetValue(name, out var field) && field.Type != "string")
                causes.Add(Cause.Invalid($"{path}.properties[{name}].type", GoText.Quote(field.Type ?? ""), "must be string"));
        if (!schema.Properties.TryGetValue("metadata", out var metadata)) return;
        if (metadata.Type != "object")
            causes.Add(Cause.Invalid($"{path}.properties[metadata].type", GoText.Quote(metadata.Type ?? ""), "must be object"));
        var isPlain = metadata.Properties.Keys.All(name => name is "name" or "generateName")
            && metadata.Json.All(keyword => keyword.Key is "type" or "properties" or "default");
        if (isRoot && !isPlain)
            causes.Add(
                Cause.Forbidden($"{path}.properties[metadata]", "must not specify anything other than name and generateName, but metadata is implicitly specified"));
    }

    private static void Values(JsonObject schema, string path, bool skipsAnyOf, bool skipsFirstAllOf, List<Cause> causes)
    {
        foreach (var (part, at) in Parts(schema, "anyOf", path))
            if (!skipsAnyOf) Nested(part, at, false, causes);
        foreach (var (part, at) in Parts(schema, "allOf", path))
            Nested(part, at, skipsFirstAllOf && at.EndsWith("[0]", StringComparison.Ordinal), causes);
        foreach (var (part, at) in Parts(schema, "oneOf", path)) Nested(part, at, false, causes);
        if (schema["not"] is JsonObject not) Nested(not, $"{path}.not", false, causes);
        if ((string?)schema["pattern"] is { Length: > 0 } pattern && GoPattern.Problem(pattern) is { } problem)
            causes.Add(
                Cause.Invalid($"{path}.pattern", GoText.Quote(pattern), $"must be a valid regular expression, but isn't: {problem}"));
    }

    private static void Nested(JsonObject schema, string path, bool skipsAnyOf, List<Cause> causes)
    {
        Values(schema, path, skipsAnyOf, false, causes);
        if (schema["items"] is JsonObject items) Nested(items, $"{path}.items", false, causes);
        foreach (var (name, inner) in schema["properties"] as JsonObject ?? [])
            if (inner is JsonObject field) Nested(field, $"{path}.properties[{name}]", false, causes);
        foreach (var (keyword, message) in NotNested)
            if (schema[keyword] is { } value && value.ToJsonString() is not ("false" or "\"\"" or "[]"))
                causes.Add(Cause.Forbidden($"{path}.{keyword}", message));
        if (schema["properties"]?["metadata"] is not null)
            causes.Add(Cause.Forbidden($"{path}.properties[metadata]", "must not be specified in a nested context"));
    }

    // What a combination speaks of must be there outside of it too.
    private static void Completeness(JsonObject nested, JsonObject? schema, string schemaPath, string path, List<Cause> causes)
    {
        IEnumerable<(JsonObject Part, string Path)> parts = nested["not"] is JsonObject not ? [(not, $"{path}.not")] : [];
        foreach (var (part, at) in parts.Concat(new[] { "allOf", "anyOf", "oneOf" }.SelectMany(keyword => Parts(nested, keyword, path))))
        {
            Completeness(part, schema, schemaPath, at, causes);
            if (part["items"] is JsonObject items)
            {
                if (schema?["items"] is JsonObject known) Completeness(items, known, $"{schemaPath}.items", $"{at}.items", causes);
                else causes.Add(Cause.Required($"{schemaPath}.items", $"because it is defined in {at}.items"));
            }
            foreach (var (name, inner) in part["properties"] as JsonObject ?? [])
            {
                if (schema?["properties"]?[name] is JsonObject known)
                    Completeness(inner!.AsObject(), known, $"{schemaPath}.properties[{name}]", $"{at}.properties[{name}]", causes);
                else causes.Add(Cause.Required($"{schemaPath}.properties[{name}]", $"because it is defined in {at}.properties[{name}]"));
            }
        }
    }

    private static bool IsIntOrString(JsonObject? schema) =>
        schema?["anyOf"]?.ToJsonString() == """[{"type":"integer"},{"type":"string"}]""";

    private static IEnumerable<(JsonObject Part, string Path)> Parts(JsonObject schema, string keyword, string path) =>
        (schema[keyword] as JsonArray ?? []).Select((part, index) => (part!.AsObject(), $"{path}.{keyword}[{index}]"));
}
