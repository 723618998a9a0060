using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace Headgate.TestCluster.Http;

/// <summary>Reads bodies, and says which fields stand in them twice.</summary>
internal static class JsonText
{
    /// <summary>Reads JSON; of a field that stands there twice the last one counts.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonNode? Parse(byte[] text, List<string> duplicates)
    {
        var reader = new Utf8JsonReader(text);
        reader.Read();
        var node = Read(ref reader, "", duplicates);
        if (reader.Read()) throw new JsonException("trailing data");
        return node;
    }

    /// <summary>Reads YAML as Kubernetes does: by the rules of YAML 1.1 for plain scalars that matter.</summary>
    public static JsonNode? ParseYaml(byte[] text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(Encoding.UTF8.GetString(text)));
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
    }

    /// <summary>Writes numbers that are no integers as Go does: 1.0 becomes 1.</summary>
    public static void WriteNumbersAsGo(JsonNode? node)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields.ToList())
                if (AsGo(value) is { } number) fields[name] = number;
                else WriteNumbersAsGo(value);
        }
        if (node is not JsonArray list) return;
        for (var index = 0; index < list.Count; index++)
            if (AsGo(list[index]) is { } number) list[index] = number;
            else WriteNumbersAsGo(list[index]);
    }

    private static JsonNode? AsGo(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.Number && !GoText.IsInteger(value)
            ? JsonNode.Parse(GoText.JsonNumber(GoText.ToDouble(value)))
            : null;

    private static JsonNode? Read(ref Utf8JsonReader reader, string path, List<string> duplicates)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var fields = new JsonObject();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString()!;
                    var field = path.Length == 0 ? name : $"{path}.{name}";
                    reader.Read();
                    var value = Read(ref reader, field, duplicates);
                    if (fields.ContainsKey(name)) duplicates.Add(field);
                    fields[name] = value;
                }
                return fields;
            case JsonTokenType.StartArray:
                var list = new JsonArray();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.Add(Read(ref reader, $"{path}[{list.Count}]", duplicates));
                return list;
            default:
                return JsonNode.Parse(
                    reader.TokenType == JsonTokenType.String ? JsonSerializer.Serialize(reader.GetString()) : Encoding.UTF8.GetString(reader.ValueSpan));
        }
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(entry =>
            KeyValuePair.Create(((YamlScalarNode)entry.Key).Value!, Convert(entry.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(Convert)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => null,
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
