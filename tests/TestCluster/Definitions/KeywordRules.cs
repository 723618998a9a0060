using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Definitions;

/// <summary>Which keywords a schema of a definition may use, and which go together.</summary>
internal static class KeywordRules
{
    private const string Extension = "x-kubernetes-";

    private static readonly string[] Types = ["array", "boolean", "integer", "number", "object", "string"];
    private static readonly string[] Unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"];

    /// <summary>Everything that is wrong.</summary>
    public static List<Cause> Check(JsonObject schema, string path)
    {
        var causes = new List<Cause>();
        Check(schema, path, "", isRoot: true, causes);
        return causes;
    }

    private static void Check(JsonObject json, string path, string noDefaults, bool isRoot, List<Cause> causes)
    {
        var schema = Schema.Parse(json);
        CheckKeywords(schema, path, noDefaults, causes);
        if (json["additionalProperties"] is not null && schema.Properties.Count > 0 && (schema.Values is not null || schema.IsClosed))
            causes.Add(Cause.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        if (schema.Values is { } values) Check(values.Json, $"{path}.additionalProperties", noDefaults, false, causes);
        foreach (var (name, inner) in schema.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            var isOfEvery = isRoot && name is "metadata" or "kind" or "apiVersion";
            Check(inner.Json, $"{path}.properties[{name}]", isRoot && isOfEvery ? $"in top-level {name}" : noDefaults, false, causes);
        }
        if (schema.Not is { } not) Check(not.Json, $"{path}.not", noDefaults, false, causes);
        foreach (var (keyword, parts) in new[] { ("allOf", schema.AllOf), ("oneOf", schema.OneOf), ("anyOf", schema.AnyOf) })
            for (var index = 0; index < parts.Count; index++)
                Check(parts[index].Json, $"{path}.{keyword}[{index}]", noDefaults, false, causes);
        if (schema.Items is { } items) Check(items.Json, $"{path}.items", noDefaults, false, causes);
        if (json[Extension + "preserve-unknown-fields"] is JsonValue preserved && !(bool)preserved)
            causes.Add(Cause.Invalid($"{path}.{Extension}preserve-unknown-fields", "false", "must be true or undefined"));
        CheckMapType(schema, path, causes);
        CheckListType(schema, path, causes);
        if (schema.ListType == "map") CheckListMap(schema, path, causes);
        if (schema.ListType is "map" or "set") CheckElements(schema, path, causes);
        CheckRules(json, path, causes);
    }

    private static void CheckKeywords(Schema schema, string path, string noDefaults, List<Cause> causes)
    {
        if (schema.Type is { } type && !Types.Contains(type)) causes.Add(Cause.NotSupported($"{path}.type", GoText.Quote(type), Types));
        if (schema.Default is not null && noDefaults.Length > 0)
            causes.Add(Cause.Forbidden($"{path}.default", $"must not be set {noDefaults}"));
        foreach (var keyword in Unsupported)
            if (schema.Json[keyword] is not null) causes.Add(Cause.Forbidden($"{path}.{keyword}", $"{keyword} is not supported"));
        if (schema.Type == "null")
            causes.Add(Cause.Forbidden($"{path}.type", "type cannot be set to null, use nullable as an alternative"));
        if (schema.Json["items"] is JsonArray)
            causes.Add(Cause.Forbidden($"{path}.items", "items must be a schema object and not an array"));
        if ((bool?)schema.Json["uniqueItems"] == true)
            causes.Add(
                Cause.Forbidden($"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"));
    }

    private static void CheckMapType(Schema schema, string path, List<Cause> causes)
    {
        if ((string?)schema.Json[Extension + "map-type"] is not { } mapType) return;
        Typed(schema, "object", "map-type", path, causes);
        if (mapType is not ("atomic" or "granular"))
            causes.Add(Cause.NotSupported($"{path}.{Extension}map-type", GoText.Quote(mapType), ["atomic", "granular"]));
    }

    private static void CheckListType(Schema schema, string path, List<Cause> causes)
    {
        var at = $"{path}.{Extension}list-type";
        const string atomic = "must be atomic as item of a list with x-kubernetes-list-type=set";
        if (schema.ListType is not null && schema.Type != "array") Typed(schema, "array", "list-type", path, causes);
        else if (schema.ListType == "set" && schema.Items is { Type: "array", ListType: not (null or "atomic") } list)
            causes.Add(Cause.Invalid($"{path}.items.{Extension}list-type", GoText.Quote(list.ListType), atomic));
        else if (schema.ListType == "set" && schema.Items is { Type: "object", IsAtomicMap: false })
            causes.Add(Cause.Invalid($"{path}.items.{Extension}map-type", "\"null\"", atomic));
        if (schema.ListType is not (null or "atomic" or "set" or "map"))
            causes.Add(Cause.NotSupported(at, GoText.Quote(schema.ListType), ["atomic", "set", "map"]));
        if (schema.ListMapKeys.Count == 0 || schema.ListType == "map") return;
        const string wanted = "must be map if x-kubernetes-list-map-keys is non-empty";
        causes.Add(schema.ListType is null ? Cause.Required(at, wanted) : Cause.Invalid(at, GoText.Quote(schema.ListType), wanted));
    }

    private static void Typed(Schema schema, string wanted, string keyword, string path, List<Cause> causes)
    {
        var message = $"must be {wanted} if {Extension}{keyword} is specified";
        if (schema.Type is null) causes.Add(Cause.Required($"{path}.type", message));
        else if (schema.Type != wanted) causes.Add(Cause.Invalid($"{path}.type", GoText.Quote(schema.Type), message));
    }

    private static void CheckListMap(Schema schema, string path, List<Cause> causes)
    {
        var at = $"{path}.{Extension}list-map-keys";
        if (schema.ListMapKeys.Count == 0) causes.Add(Cause.Required(at, "must not be empty if x-kubernetes-list-type is map"));
        if (schema.Items is null)
        {
            causes.Add(Cause.Required($"{path}.items", "must have a schema if x-kubernetes-list-type is map"));
            return;
        }
        if (schema.Items.Type != "object")
        {
            causes.Add(
                Cause.Invalid($"{path}.items.type", GoText.Quote(schema.Items.Type ?? ""), "must be object if parent array's x-kubernetes-list-type is map"));
            return;
        }
        var keys = $"[]string{{{string.Join(", ", schema.ListMapKeys.Select(GoText.Quote))}}}";
        for (var index = 0; index < schema.ListMapKeys.Count; index++)
        {
            var key = schema.ListMapKeys[index];
            if (!schema.Items.Properties.TryGetValue(key, out var field))
                causes.Add(Cause.Invalid(at, keys, "entries must all be names of item properties"));
            else if (field.Type is "array" or "object")
                causes.Add(
                    Cause.Invalid($"{path}.items.properties[{key}].type", GoText.Quote(schema.Items.Type), "must be a scalar type if parent array's x-kubernetes-list-type is map"));
            if (schema.ListMapKeys.Take(index).Contains(key)) causes.Add(Cause.Invalid(at, keys, "must not contain duplicate entries"));
        }
    }

    private static void CheckElements(Schema schema, string path, List<Cause> causes)
    {
        if (schema.Items is not { } items) return;
        if (items.Nullable)
            causes.Add(Cause.Forbidden($"{path}.items.nullable", $"cannot be nullable when x-kubernetes-list-type is {schema.ListType}"));
        if (schema.ListType != "map") return;
        foreach (var key in schema.ListMapKeys)
        {
            if (!items.Properties.TryGetValue(key, out var field)) continue;
            var at = $"{path}.items.properties[{key}]";
            const string isKey = "this property is in x-kubernetes-list-map-keys, so it";
            if (!items.Required.Contains(key) && field.Default is null)
                causes.Add(Cause.Required($"{at}.default", $"{isKey} must have a default or be a required property"));
            if (field.Nullable) causes.Add(Cause.Forbidden($"{at}.nullable", $"{isKey} cannot be nullable"));
        }
    }

    // CEL rules are not compiled here; what is said of them besides is.
    private static void CheckRules(JsonObject schema, string path, List<Cause> causes)
    {
        var rules = schema[Extension + "validations"] as JsonArray ?? [];
        for (var index = 0; index < rules.Count; index++)
        {
            var (rule, message) = (((string?)rules[index]?["rule"] ?? "").Trim(), (string?)rules[index]?["message"] ?? "");
            var at = $"{path}.{Extension}validations[{index}]";
            if (rule.Length == 0) causes.Add(Cause.Required($"{at}.rule", "rule is not specified"));
            else if (message.Length > 0 && message.Trim().Length == 0)
                causes.Add(Cause.Invalid($"{at}.message", GoText.Quote(message), "message must be non-empty if specified"));
            else if (HasBreaks(message.Trim()))
                causes.Add(Cause.Invalid($"{at}.message", GoText.Quote(message), "message must not contain line breaks"));
            else if (HasBreaks(rule) && message.Trim().Length == 0)
                causes.Add(Cause.Required($"{at}.message", "message must be specified if rule contains line breaks"));
        }
    }

    private static bool HasBreaks(string text) =>
        text.Contains('\n', StringComparison.Ordinal) || text.Contains('\r', StringComparison.Ordinal);
}
