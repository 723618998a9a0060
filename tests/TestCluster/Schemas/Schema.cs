using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Schemas;

/// <summary>A structural schema (Kubernetes API concepts, "Custom Resource Definitions: specifying a structural schema").</summary>
public sealed class Schema
{
    private const string Extension = "x-kubernetes-";

    private Schema(JsonObject json)
    {
        Json = json;
        Type = (string?)json["type"];
        Format = Formats.Checked((string?)json["format"]);
        Pattern = (string?)json["pattern"] ?? "";
        Nullable = Flag("nullable");
        Required = Strings("required");
        ListType = (string?)json[Extension + "list-type"];
        ListMapKeys = Strings(Extension + "list-map-keys");
        IsAtomicMap = (string?)json[Extension + "map-type"] == "atomic";
        PreservesUnknown = Flag(Extension + "preserve-unknown-fields");
        IsEmbedded = Flag(Extension + "embedded-resource");
        IsIntOrString = Flag(Extension + "int-or-string");
        Types = IsIntOrString ? ["integer", "string"] : Type is null ? [] : [Type];
        Properties = (json["properties"] as JsonObject)?.ToDictionary(property => property.Key, property => Parse(property.Value!.AsObject()))
            ?? [];
        Values = Inner("additionalProperties");
        Items = Inner("items");
        Not = Inner("not");
        (AllOf, AnyOf, OneOf) = (Parts("allOf"), Parts("anyOf"), Parts("oneOf"));
        HasRules = json[Extension + "validations"] is JsonArray { Count: > 0 }
            || Properties.Values.Append(Values).Append(Items).Any(inner => inner is { HasRules: true });
    }

    /// <summary>As it was written.</summary>
    public JsonObject Json { get; }

    /// <summary>The JSON type; null for any.</summary>
    public string? Type { get; }

    /// <summary>The JSON types that are taken; none for any.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The format of a string that is checked; empty for none.</summary>
    public string Format { get; }

    /// <summary>The pattern of a string; empty for none.</summary>
    public string Pattern { get; }

    /// <summary>Whether null is a value.</summary>
    public bool Nullable { get; }

    /// <summary>Fields that must be there.</summary>
    public IReadOnlyList<string> Required { get; }

    /// <summary>Fields of an object.</summary>
    public IReadOnlyDictionary<string, Schema> Properties { get; }

    /// <summary>The values of a map.</summary>
    public Schema? Values { get; }

    /// <summary>Whether a map takes any values.</summary>
    public bool TakesAnyValues => Json["additionalProperties"] is JsonValue flag && (bool)flag;

    /// <summary>Whether no other fields may be there.</summary>
    public bool IsClosed => Json["additionalProperties"] is JsonValue flag && !(bool)flag;

    /// <summary>The elements of a list.</summary>
    public Schema? Items { get; }

    /// <summary>What may not hold.</summary>
    public Schema? Not { get; }

    /// <summary>What must hold all together.</summary>
    public IReadOnlyList<Schema> AllOf { get; }

    /// <summary>Of what one at least must hold.</summary>
    public IReadOnlyList<Schema> AnyOf { get; }

    /// <summary>Of what exactly one must hold.</summary>
    public IReadOnlyList<Schema> OneOf { get; }

    /// <summary>How a list is merged: atomic, set or map.</summary>
    public string? ListType { get; }

    /// <summary>By which fields the elements of a map-like list are told apart.</summary>
    public IReadOnlyList<string> ListMapKeys { get; }

    /// <summary>Whether an object is merged as a whole.</summary>
    public bool IsAtomicMap { get; }

    /// <summary>Whether unknown fields stay.</summary>
    public bool PreservesUnknown { get; }

    /// <summary>Whether it holds an object with apiVersion, kind and metadata.</summary>
    public bool IsEmbedded { get; }

    /// <summary>Whether it takes an integer or a string.</summary>
    public bool IsIntOrString { get; }

    /// <summary>Whether there are CEL rules in it, which nothing here evaluates.</summary>
    public bool HasRules { get; }

    /// <summary>The value of a field that is left out; null for none.</summary>
    public JsonNode? Default => Json["default"];

    /// <summary>Reads a schema.</summary>
    public static Schema Parse(JsonObject json) => new(json);

    /// <summary>What a field of an object looks like; null when it may be anything, or is not known.</summary>
    public Schema? Field(string name) => Properties.GetValueOrDefault(name) ?? Values;

    /// <summary>A keyword that is a number; null for none.</summary>
    public JsonNode? Number(string keyword) => Json[keyword];

    private Schema? Inner(string name) => Json[name] is JsonObject inner ? Parse(inner) : null;

    private IReadOnlyList<Schema> Parts(string name) => Json[name] is JsonArray parts ? [.. parts.OfType<JsonObject>().Select(Parse)] : [];

    private bool Flag(string name) => (bool?)Json[name] ?? false;

    private IReadOnlyList<string> Strings(string name) => Json[name] is JsonArray list ? [.. list.Select(item => (string)item!)] : [];
}
