using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Writes JSON as YAML in the styles that people use, chosen at random.</summary>
internal sealed partial class YamlWriter(Random random)
{
    private static readonly JsonSerializerOptions Ascii = new() { Encoder = JavaScriptEncoder.Default };

    public string Write(JsonNode node) => Block(node, 0).TrimStart() + "\n";

    // What follows "key:" or "-", with the white space that has to stand before it.
    private string Block(JsonNode? node, int indent) => node switch
    {
        JsonObject { Count: > 0 } map when random.Next(4) > 0 => string.Concat(map.Select(pair => $"\n{Spaces(indent)}{Key(pair.Key)}:{Block(pair.Value, indent + 2)}")),
        JsonArray { Count: > 0 } list when random.Next(4) > 0 => string.Concat(list.Select(item => $"\n{Spaces(indent)}-{Block(item, indent + 2)}")),
        JsonValue value when value.TryGetValue<string>(out var text) && BlockText().IsMatch(text) && random.Next(2) > 0 =>
            $" |-\n{Spaces(indent)}{text.Replace("\n", $"\n{Spaces(indent)}", StringComparison.Ordinal)}",
        _ => " " + Flow(node),
    };

    private string Flow(JsonNode? node) => node switch
    {
        JsonObject map => $"{{{string.Join(", ", map.Select(pair => $"{Key(pair.Key)}: {Flow(pair.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(Flow))}]",
        JsonValue value when value.TryGetValue<string>(out var text) => Text(text),
        null => "~",
        _ => node.ToJsonString(),
    };

    private string Key(string key) => key.Length > 0 && random.Next(2) > 0 && PlainText().IsMatch(key) && TypedScalar.OfPlain(key).Kind == ScalarKind.String ? key : Quoted(key);

    private string Text(string text) => random.Next(3) switch
    {
        0 when PlainText().IsMatch(text) && TypedScalar.OfPlain(text).Kind == ScalarKind.String => text,
        1 when Printable().IsMatch(text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Quoted(text),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Ascii);

    private static string Spaces(int count) => new(' ', count);

    [GeneratedRegex(@"^[A-Za-z0-9/][-A-Za-z0-9/._@]*\z")]
    private static partial Regex PlainText();

    [GeneratedRegex(@"^[ -~]*\z")]
    private static partial Regex Printable();

    [GeneratedRegex(@"^[!-~][ -~]*(\n[!-~][ -~]*)*\z")]
    private static partial Regex BlockText();
}
