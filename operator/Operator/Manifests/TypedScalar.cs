using System.Globalization;
using System.Text.RegularExpressions;

namespace Headgate.Operator.Manifests;

/// <summary>What a scalar means.</summary>
internal enum ScalarKind
{
    Null,
    Boolean,
    Integer,
    Number,
    Date,
    String,
}

/// <summary>
/// What an unquoted scalar means to kubectl, which reads YAML with the rules of go-yaml v2: YAML 1.1 booleans, octals with a leading 0,
/// underscores in numbers. The table in ScalarTypingTests was observed with kubectl.
/// </summary>
internal readonly partial record struct TypedScalar(ScalarKind Kind, long Integer = 0, double Number = 0, bool Boolean = false)
{
    public static readonly TypedScalar Text = new(ScalarKind.String);

    private static readonly TypedScalar True = new(ScalarKind.Boolean, Boolean: true);
    private static readonly TypedScalar False = new(ScalarKind.Boolean);

    public static TypedScalar OfPlain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => new(ScalarKind.Null),
        "true" or "True" or "TRUE" or "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => True,
        "false" or "False" or "FALSE" or "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => False,
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => new(ScalarKind.Number, Number: double.PositiveInfinity),
        "-.inf" or "-.Inf" or "-.INF" => new(ScalarKind.Number, Number: double.NegativeInfinity),
        ".nan" or ".NaN" or ".NAN" => new(ScalarKind.Number, Number: double.NaN),
        ['.', ..] => OfFloat(text) ?? Text,
        ['+' or '-' or (>= '0' and <= '9'), ..] => OfDate(text) ?? OfInteger(text) ?? OfFloat(text.Replace("_", "")) ?? Text,
        _ => Text,
    };

    private static TypedScalar? OfDate(string text) =>
        // kubectl hands a date on as text, but other readers of YAML do not: better in quotes. A date with a time is left alone, for the
        // annotations that hold one.
        DateShape().IsMatch(text) && DateOnly.TryParseExact(text, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            ? new(ScalarKind.Date) : null;

    private static TypedScalar? OfInteger(string text)
    {
        var digits = text.Replace("_", "");
        var negative = digits[0] == '-';
        if (digits[0] is '+' or '-') digits = digits[1..];
        var (radix, start) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16u, 2),
            ['0', 'o' or 'O', ..] => (8u, 2),
            ['0', 'b' or 'B', ..] => (2u, 2),
            ['0', _, ..] => (8u, 1),
            _ => (10u, 0),
        };
        return Magnitude(digits.AsSpan(start), radix) switch
        {
            null => null,
            <= long.MaxValue and var value => new(ScalarKind.Integer, negative ? -(long)value : (long)value),
            9223372036854775808 when negative => new(ScalarKind.Integer, long.MinValue),
            { } value => new(ScalarKind.Number, Number: negative ? -(double)value : value),
        };
    }

    private static ulong? Magnitude(ReadOnlySpan<char> digits, uint radix)
    {
        if (digits.IsEmpty) return null;
        UInt128 value = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit) || Convert.ToUInt32(digit.ToString(), 16) is var number && number >= radix) return null;
            value = value * radix + number;
            if (value > ulong.MaxValue) return null;
        }
        return (ulong)value;
    }

    private static TypedScalar? OfFloat(string text) =>
        FloatShape().IsMatch(text)
        && double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) is var value && double.IsFinite(value)
            ? new(ScalarKind.Number, Number: value) : null;

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\z")]
    private static partial Regex DateShape();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\z")]
    private static partial Regex FloatShape();
}
