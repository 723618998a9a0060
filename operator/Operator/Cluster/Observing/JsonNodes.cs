using System.Text.Json;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>JSON from an API server as the nodes that manifests are read from, so that both are judged by one reader.</summary>
internal static class JsonNodes
{
    // There is no file, so there are no lines.
    private const int Line = 0;

    public static Node Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Of(element.EnumerateObject()),
        JsonValueKind.Array => new SequenceNode(Line, [.. element.EnumerateArray().Select(Of)]),
        JsonValueKind.String => new ScalarNode(Line, element.GetString()!, TypedScalar.Text, Quoted: true),
        _ => new ScalarNode(Line, element.GetRawText(), TypedScalar.OfPlain(element.GetRawText()), Quoted: false),
    };

    /// <summary>An object with some of its fields left out.</summary>
    public static MappingNode Of(IEnumerable<JsonProperty> fields) =>
        new(Line, [.. fields.Select(field => new Entry(new ScalarNode(Line, field.Name, TypedScalar.Text, Quoted: true), Of(field.Value)))]);
}
