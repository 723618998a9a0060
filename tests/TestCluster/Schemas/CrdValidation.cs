using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>Judges CustomResourceDefinitions: names, versions, and that schemas are structural.</summary>
public static class CrdValidation
{
    private static readonly string[] ColumnTypes = ["boolean", "date", "integer", "number", "string"];
    private static readonly string[] Types = ["string", "integer", "number", "boolean", "object", "array"];

    /// <summary>Everything that is wrong.</summary>
    public static IReadOnlyList<Cause> Check(JsonObject crd)
    {
        var causes = new List<Cause>();
        var spec = crd["spec"]?.AsObject() ?? [];
        var (group, plural) = ((string?)spec["group"] ?? "", (string?)spec["names"]?["plural"] ?? "");
        if (group.Length == 0) causes.Add(Cause.Required("spec.group"));
        if (plural.Length == 0) causes.Add(Cause.Required("spec.names.plural"));
        if ((string?)spec["names"]?["kind"] is null or "") causes.Add(Cause.Required("spec.names.kind"));
        var name = (string?)crd["metadata"]?["name"];
        if (name != $"{plural}.{group}") causes.Add(Cause.Invalid("metadata.name", Cause.Quote(name ?? ""), "must be spec.names.plural+\".\"+spec.group"));
        if ((string?)spec["scope"] is not ("Namespaced" or "Cluster"))
            causes.Add(spec["scope"] is null ? Cause.Required("spec.scope") : Cause.NotSupported("spec.scope", spec["scope"]!.ToJsonString(), ["Cluster", "Namespaced"]));
        var versions = spec["versions"] as JsonArray ?? [];
        if (versions.Count(version => (bool?)version!["storage"] ?? false) != 1)
            causes.Add(Cause.Invalid("spec.versions", versions.ToJsonString(), "must have exactly one version marked as storage version"));
        for (var index = 0; index < versions.Count; index++) CheckVersion(versions[index]!.AsObject(), $"spec.versions[{index}]", versions.Count, causes);
        return causes;
    }

    private static void CheckVersion(JsonObject version, string path, int versions, List<Cause> causes)
    {
        var columns = version["additionalPrinterColumns"] as JsonArray ?? [];
        for (var index = 0; index < columns.Count; index++)
        {
            var column = columns[index]!.AsObject();
            var at = $"{path}.additionalPrinterColumns[{index}]";
            if (column["name"] is null) causes.Add(Cause.Required($"{at}.name"));
            if ((string?)column["type"] is not { } type || !ColumnTypes.Contains(type))
                causes.Add(Cause.Invalid($"{at}.type", column["type"]?.ToJsonString() ?? "\"\"", $"must be one of {string.Join(",", ColumnTypes)}"));
            if ((string?)column["jsonPath"] is not { } jsonPath || !jsonPath.StartsWith('.')) causes.Add(Cause.Invalid($"{at}.jsonPath", column["jsonPath"]?.ToJsonString() ?? "\"\"", "is an invalid JSON path"));
        }
        // With one version the schema is reported where it stood before versions had their own.
        var root = versions == 1 ? "spec.validation.openAPIV3Schema" : $"{path}.schema.openAPIV3Schema";
        if (version["schema"]?["openAPIV3Schema"] is not JsonObject schema)
        {
            causes.Add(Cause.Required($"{path}.schema.openAPIV3Schema", "schemas are required"));
            return;
        }
        if ((string?)schema["type"] != "object") causes.Add(Cause.Invalid($"{root}.type", Cause.Quote((string?)schema["type"] ?? ""), "must be object at the root"));
        else CheckSchema(schema, root, causes);
    }

    private static void CheckSchema(JsonObject schema, string path, List<Cause> causes)
    {
        var parsed = Schema.Parse(schema);
        if (schema["$ref"] is not null) causes.Add(Cause.Forbidden($"{path}.$ref", "$ref is not supported"));
        if (schema["additionalProperties"] is not null && schema["properties"] is not null)
            causes.Add(Cause.Forbidden($"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive"));
        if (parsed.Type is { } type && !Types.Contains(type)) causes.Add(Cause.NotSupported($"{path}.type", Cause.Quote(type), Types));
        if (parsed.Type == "array" && parsed.Items is null) causes.Add(Cause.Required($"{path}.items", "must be specified"));
        if (parsed.ListType == "map") CheckListMap(parsed, path, causes);
        if (schema["default"] is { } value && !IsValid(parsed, value, path, causes)) return;
        foreach (var (name, inner) in parsed.Properties) CheckInner(inner, $"{path}.properties[{name}]", "must not be empty for specified object fields", causes);
        if (parsed.Values is { } values) CheckInner(values, $"{path}.additionalProperties", "must not be empty for specified object fields", causes);
        if (parsed.Items is { } items) CheckInner(items, $"{path}.items", "must not be empty for specified array items", causes);
    }

    private static void CheckInner(Schema inner, string path, string message, List<Cause> causes)
    {
        if (inner.Type is null && !inner.IsIntOrString && !inner.PreservesUnknown) causes.Add(Cause.Required($"{path}.type", message));
        CheckSchema(inner.Json, path, causes);
    }

    private static void CheckListMap(Schema schema, string path, List<Cause> causes)
    {
        if (schema.ListMapKeys.Count == 0)
            causes.Add(Cause.Required($"{path}.x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"));
        foreach (var key in schema.ListMapKeys)
        {
            if (schema.Items?.Properties.GetValueOrDefault(key) is not { } field)
                causes.Add(Cause.Invalid($"{path}.x-kubernetes-list-map-keys", Cause.Quote(key), "entries must all be names of item properties"));
            else if (!schema.Items.Required.Contains(key) && field.Default is null)
                causes.Add(Cause.Required($"{path}.items.properties[{key}].default", "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"));
        }
    }

    private static bool IsValid(Schema schema, JsonNode value, string path, List<Cause> causes)
    {
        var found = Validation.Check(schema, value, $"{path}.default").Causes;
        causes.AddRange(found);
        return found.Count == 0;
    }
}
