using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headgate.Operator.Crds;

/// <summary>Writes JSON as YAML in block style. Texts are written as JSON strings, which YAML 1.2 takes as they are.</summary>
internal static class YamlText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "true", "false", "null", "yes", "no", "on", "off" };

    /// <summary>The YAML of a document.</summary>
    public static string Of(JsonNode node)
    {
        var text = new StringBuilder();
        Write(node, "", text);
        return text.ToString();
    }

    private static void Write(JsonNode? node, string indent, StringBuilder text)
    {
        if (node is JsonObject map)
        {
            foreach (var (key, value) in map)
            {
                text.Append(indent).Append(Key(key)).Append(':');
                WriteValue(value, indent + "  ", text);
            }
        }
        else
        {
            foreach (var item in node!.AsArray())
            {
                var start = text.Length;
                if (item is JsonObject) Write(item, indent + "  ", text);
                else text.Append(indent).Append("  ").Append(Scalar(item)).Append('\n');
                text[start + indent.Length] = '-';
            }
        }
    }

    private static void WriteValue(JsonNode? value, string indent, StringBuilder text)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Append('\n');
            Write(value, value is JsonArray ? indent[..^2] : indent, text);
        }
        else
        {
            text.Append(' ').Append(value is JsonObject ? "{}" : value is JsonArray ? "[]" : Scalar(value)).Append('\n');
        }
    }

    private static string Key(string key) => key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '/') ? key : JsonSerializer.Serialize(key, Plain);

    private static string Scalar(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String && IsPlain(value.GetValue<string>()) ? value.GetValue<string>() : value?.ToJsonString(Plain) ?? "null";

    // Words that nothing in YAML could take for something else.
    private static bool IsPlain(string text) =>
        text.Length > 1 && char.IsAsciiLetter(text[0]) && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '/')
        && !Words.Contains(text);
}
