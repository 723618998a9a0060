using System.Text;
using System.Text.Json;

namespace Headgate.TestCluster.Http;

/// <summary>What Go's package encoding/json says of text that is no JSON.</summary>
internal static class GoJson
{
    private const string End = "unexpected end of JSON input";

    /// <summary>The first thing that is wrong with a text that cannot be parsed.</summary>
    public static string Problem(byte[] text)
    {
        var reader = new Utf8JsonReader(text);
        var before = "looking for beginning of value";
        try
        {
            while (reader.Read()) before = After(reader);
            return text.Length == 0 || reader.BytesConsumed == 0 ? End : "";
        }
        catch (JsonException exception)
        {
            return Problem(text, Position(text, exception), before);
        }
    }

    // Where a reader stopped, behind white space.
    private static int Position(byte[] text, JsonException exception)
    {
        var (line, position) = (exception.LineNumber ?? 0, 0);
        for (; line > 0 && position < text.Length; position++)
            if (text[position] == '\n') line--;
        position = Math.Min(text.Length, position + (int)(exception.BytePositionInLine ?? 0));
        while (position < text.Length && text[position] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') position++;
        return position;
    }

    private static string Problem(byte[] text, int position, string before)
    {
        if (position >= text.Length || text.AsSpan(position).Trim(" \t\r\n"u8).IsEmpty) return End;
        var start = position;
        while (start > 0 && char.IsAsciiLetter((char)text[start - 1])) start--;
        foreach (var literal in new[] { "true", "false", "null" })
        {
            if (text[start] != literal[0] || start > position) continue;
            var length = 0;
            while (start + length < text.Length && length < literal.Length && text[start + length] == literal[length]) length++;
            if (start + length >= text.Length) return End;
            return $"invalid character {Quote(text, start + length)} in literal {literal} (expecting '{literal[length]}')";
        }
        return $"invalid character {Quote(text, position)} {before}";
    }

    private static string After(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.PropertyName => "looking for beginning of value",
        JsonTokenType.StartObject => "looking for beginning of object key string",
        JsonTokenType.StartArray => "looking for beginning of value",
        _ when reader.CurrentDepth == 0 => "after top-level value",
        _ => "after object key:value pair",
    };

    private static string Quote(byte[] text, int position)
    {
        Rune.DecodeFromUtf8(text.AsSpan(position), out var rune, out _);
        return rune.Value == '\'' ? "'\\''" : rune.Value == '"' ? "'\"'" : $"'{GoText.Quote(rune.ToString())[1..^1]}'";
    }
}
