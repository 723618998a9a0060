using System.Text.Json.Nodes;

namespace Headgate.Operator.Manifests;

/// <summary>What a value may be: the shape of a record as manifests show it.</summary>
internal abstract record Schema;

/// <summary>An object with known fields.</summary>
/// <param name="Fields">The fields that are read, by name.</param>
/// <param name="Ignored">Fields that Kubernetes knows and Headgate does not read.</param>
internal sealed record RecordSchema(IReadOnlyDictionary<string, FieldSchema> Fields, IReadOnlyList<string> Ignored) : Schema
{
    /// <summary>The names of the fields, in their order.</summary>
    public IReadOnlyList<string> Names { get; } = [.. Fields.Keys];
}

/// <summary>A list.</summary>
/// <param name="Element">Its elements.</param>
/// <param name="Keys">Fields that together must differ between elements; empty when they may repeat.</param>
internal sealed record ListSchema(Schema Element, IReadOnlyList<string> Keys) : Schema;

/// <summary>An object with any keys.</summary>
internal sealed record MapSchema(Schema Value, Rule KeyRule, Rule ValueRule) : Schema;

/// <summary>A single value.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Values">The values of an enum.</param>
/// <param name="Bounds">The least and the largest integer that is allowed.</param>
/// <param name="Secret">Whether messages must not repeat the value.</param>
internal sealed record ScalarSchema(ScalarType Type, IReadOnlyList<string> Values, (long Least, long Most) Bounds, bool Secret) : Schema;

/// <summary>A field of a record.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Value">What it holds.</param>
/// <param name="Default">The value it has when it is left out, or null.</param>
/// <param name="Rules">What its value must satisfy.</param>
internal sealed record FieldSchema(string Name, bool Required, Schema Value, JsonNode? Default, IReadOnlyList<Rule> Rules);

/// <summary>Says what is wrong with a value of the right type, or null.</summary>
internal delegate string? Rule(JsonNode value);

/// <summary>The types of single values.</summary>
internal enum ScalarType
{
    String,
    Boolean,
    Integer,
    Enum,
    IntOrString,
    Timestamp,
    Base64,
}
