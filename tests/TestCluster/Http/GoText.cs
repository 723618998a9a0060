using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>Values as Go's package fmt prints them, in which a real server writes its messages.</summary>
public static class GoText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Text as <c>%q</c> prints it: what cannot be printed is escaped, quotes and backslashes too.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes()) Escape(quoted, rune);
        return quoted.Append('"').ToString();
    }

    /// <summary>Whether a number was written as an integer, which Go keeps apart from one that merely is integral.</summary>
    public static bool IsInteger(JsonNode number) =>
        long.TryParse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    /// <summary>A number as <c>%v</c> prints it.</summary>
    public static string Number(JsonNode number) =>
        IsInteger(number) ? ToInt64(number).ToString(CultureInfo.InvariantCulture) : Number(ToDouble(number));

    /// <summary>A floating point number as <c>%v</c> prints it: the shortest digits that mean it, with an exponent from the sixth digit on.</summary>
    public static string Number(double value) => Format(value, exponent => exponent is < -4 or >= 6, twoDigits: true);

    /// <summary>A number as Go's package encoding/json writes it.</summary>
    public static string JsonNumber(double value) => Format(value, exponent => exponent is < -6 or >= 21, twoDigits: false);

    /// <summary>A number of JSON, whatever it was written as.</summary>
    public static double ToDouble(JsonNode number) => double.Parse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>An integer of JSON.</summary>
    public static long ToInt64(JsonNode number) =>
        long.Parse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>A value as messages about fields print it.</summary>
    public static string Value(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "\"null\"",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => Number(value),
        JsonValueKind.String => Quote((string)value!),
        _ => Literal(value),
    };

    /// <summary>A value as <c>%#v</c> prints it, with the keys of maps in order.</summary>
    public static string Literal(JsonNode? value) => value switch
    {
        null => "interface {}(nil)",
        JsonObject fields =>
            $"map[string]interface {{}}{{{string.Join(", ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{Quote(field.Key)}:{Literal(field.Value)}"))}}}",
        JsonArray list => $"[]interface {{}}{{{string.Join(", ", list.Select(Literal))}}}",
        _ => Value(value),
    };

    /// <summary>JSON with the fields in the order of their names, as Go writes maps.</summary>
    public static string Json(JsonNode? value) => value switch
    {
        JsonObject fields =>
            $"{{{string.Join(',', fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{JsonSerializer.Serialize(field.Key)}:{Json(field.Value)}"))}}}",
        JsonArray list => $"[{string.Join(',', list.Select(Json))}]",
        _ => value?.ToJsonString(Plain) ?? "null",
    };

    private static void Escape(StringBuilder quoted, Rune rune)
    {
        const string named = "\a\b\f\n\r\t\v";
        if (rune.Value is '"' or '\\') quoted.Append('\\').Append((char)rune.Value);
        else if (rune.Value < ' ' && named.Contains((char)rune.Value, StringComparison.Ordinal))
            quoted.Append('\\').Append("abfnrtv"[named.IndexOf((char)rune.Value, StringComparison.Ordinal)]);
        else if (rune.Value is < ' ' or 0x7f) quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
        else if (IsPrintable(rune)) quoted.Append(rune.ToString());
        else if (rune.Value < 0x10000) quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        else quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
    }

    /// <summary>Whether Go prints a character: letters, marks, numbers, punctuation, symbols, and the one space of ASCII.</summary>
    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);

    private static string Format(double value, Func<int, bool> isLong, bool twoDigits)
    {
        if (value == 0) return double.IsNegative(value) ? "-0" : "0";
        var (digits, exponent) = Shortest(Math.Abs(value));
        var sign = value < 0 ? "-" : "";
        if (isLong(exponent))
        {
            var size = Math.Abs(exponent).ToString(twoDigits || exponent > 0 ? "00" : "0", CultureInfo.InvariantCulture);
            return $"{sign}{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{size}";
        }
        if (exponent < 0) return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        return digits.Length <= exponent + 1
            ? $"{sign}{digits.PadRight(exponent + 1, '0')}"
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    private static (string Digits, int Exponent) Shortest(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var parts = text.Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? parts[0].Length : point;
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var leading = all.Length - all.TrimStart('0').Length;
        var digits = all.Trim('0');
        var exponent = whole - leading - 1 + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        return (digits.Length == 0 ? "0" : digits, exponent);
    }
}
