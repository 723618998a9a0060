using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>Reads single values.</summary>
internal static class ScalarReader
{
    /// <summary>The value as JSON, or what is wrong with it.</summary>
    public static (JsonNode? Value, string? Problem) Read(ScalarNode node, ScalarSchema schema) => schema.Type switch
    {
        ScalarType.Integer => ReadInteger(node, schema),
        ScalarType.Boolean when node.Value.Kind == ScalarKind.Boolean => (node.Value.Boolean, null),
        ScalarType.IntOrString when node.Value is { Kind: ScalarKind.Integer, Integer: var number } =>
            (number.ToString(CultureInfo.InvariantCulture), null),
        ScalarType.Boolean => (null, Describe.Mismatch(node, schema)),
        _ when node.Value.Kind != ScalarKind.String => (null, Describe.Mismatch(node, schema)),
        ScalarType.Enum => ReadEnum(node.Text, schema.Values),
        ScalarType.Timestamp => ReadTimestamp(node.Text),
        ScalarType.Base64 => ReadBase64(node.Text),
        _ => (node.Text, null),
    };

    private static (JsonNode?, string?) ReadInteger(ScalarNode node, ScalarSchema schema)
    {
        if (ToInteger(node.Value) is not { } value) return (null, Describe.Mismatch(node, schema));
        var (least, most) = schema.Bounds;
        return value >= least && value <= most ? ((long)value, null)
            : (null, $"{Quote.Bare(node.Text)} is out of range: {least} to {most} is allowed");
    }

    // kubectl writes 1.0 and 1e3 as the JSON numbers 1 and 1000.
    private static Int128? ToInteger(TypedScalar scalar) => scalar.Kind switch
    {
        ScalarKind.Integer => scalar.Integer,
        // The conversion saturates, far outside of any bounds.
        ScalarKind.Number when double.IsInteger(scalar.Number) => (Int128)scalar.Number,
        _ => null,
    };

    private static (JsonNode?, string?) ReadEnum(string text, IReadOnlyList<string> values) =>
        values.Contains(text) ? (text, null) : (null, $"{Quote.Of(text)} is not one of {string.Join(", ", values)}{Hint(text, values)}");

    private static string Hint(string text, IReadOnlyList<string> values) =>
        Suggestion.Nearest(text, values) is { } nearest ? $"; did you mean {nearest}?" : "";

    private static (JsonNode?, string?) ReadTimestamp(string text)
    {
        var json = JsonSerializer.SerializeToElement(text, ResourcesJson.Default.String);
        return json.TryGetDateTimeOffset(out _) ? (text, null) : (null, $"{Quote.Of(text)} is not a time such as 2026-01-31T12:00:00Z");
    }

    private static (JsonNode?, string?) ReadBase64(string text)
    {
        // The value is a secret: the message must not show it. White space: only line breaks, as Go reads Base64.
        var bytes = new byte[text.Length];
        return !text.AsSpan().ContainsAny(' ', '\t') && Convert.TryFromBase64String(text, bytes, out var length)
            ? (Convert.ToBase64String(bytes, 0, length), null)
            : (null, "is not Base64: encode the value, or write it as it is under stringData");
    }
}
