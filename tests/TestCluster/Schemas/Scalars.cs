using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>The keywords that bound single values.</summary>
internal static class Scalars
{
    /// <summary>Length in code points, and pattern. The first thing that is wrong is all that is said.</summary>
    public static Findings? CheckText(Schema schema, string text, string path)
    {
        var length = text.EnumerateRunes().Count();
        if (schema.Number("maxLength") is { } most && length > GoText.ToInt64(most))
            return One(Cause.TooLong(path, $"may not be longer than {most}"));
        if (schema.Number("minLength") is { } least && length < GoText.ToInt64(least))
            return One(Cause.Invalid(path, GoText.Quote(text), $"{Validation.In(path)} should be at least {least} chars long"));
        if (schema.Pattern.Length > 0 && !GoPattern.IsMatch(text, schema.Pattern))
            return One(Cause.Invalid(path, GoText.Quote(text), $"{Validation.In(path)} should match '{schema.Pattern}'"));
        return null;
    }

    public static Findings? CheckFormat(Schema schema, string text, string path) => Formats.Holds(schema.Format, text)
        ? null
        : One(Cause.TypeInvalid(path, GoText.Quote(text), $"{Validation.In(path)} must be of type {schema.Format}: {GoText.Quote(text)}"));

    public static Findings? CheckEnum(Schema schema, JsonNode? value, string path)
    {
        if (schema.Json["enum"] is not JsonArray { Count: > 0 } allowed || allowed.Any(one => one is not null && JsonNode.DeepEquals(one, value)))
            return null;
        var texts = allowed.Select(one => one?.GetValueKind() == JsonValueKind.String ? (string)one! : one?.ToJsonString() ?? "null");
        return One(Cause.NotSupported(path, GoText.Value(value), texts));
    }

    /// <summary>Bounds. An integer is compared with the bound cut to an integer, as a real server does.</summary>
    public static Findings CheckNumber(Schema schema, JsonNode number, string path)
    {
        var found = new Findings();
        if (schema.Number("multipleOf") is { } factor && !IsMultiple(number, factor)) Say($"should be a multiple of {Bound(factor)}");
        Limit("minimum", "exclusiveMinimum", "greater than", (value, bound) => value.CompareTo(bound));
        Limit("maximum", "exclusiveMaximum", "less than", (value, bound) => bound.CompareTo(value));
        found.Matched();
        return found;

        void Limit(string keyword, string exclusive, string words, Func<decimal, decimal, int> compare)
        {
            if (schema.Number(keyword) is not { } bound) return;
            var isExclusive = (bool?)schema.Json[exclusive] ?? false;
            var order = GoText.IsInteger(number)
                ? compare(GoText.ToInt64(number), (long)GoText.ToDouble(bound))
                : GoText.ToDouble(number).CompareTo(GoText.ToDouble(bound)) * (keyword == "minimum" ? 1 : -1);
            if (order > 0 || (order == 0 && !isExclusive)) return;
            Say($"should be {words}{(isExclusive ? "" : " or equal to")} {Bound(bound)}");
        }

        string Bound(JsonNode bound) => GoText.IsInteger(number)
            ? ((long)GoText.ToDouble(bound)).ToString(CultureInfo.InvariantCulture)
            : GoText.Number(GoText.ToDouble(bound));

        void Say(string message) => found.Add(Cause.Invalid(path, GoText.Number(number), $"{Validation.In(path)} {message}"));
    }

    private static bool IsMultiple(JsonNode number, JsonNode factor)
    {
        var by = GoText.ToDouble(factor);
        if (GoText.IsInteger(number)) return (long)by == 0 || GoText.ToInt64(number) % (long)by == 0;
        var times = by < 1 ? 1 / by * GoText.ToDouble(number) : GoText.ToDouble(number) / by;
        // Within what the shortest decimal of a float is off by.
        return Math.Abs(times - Math.Round(times)) <= Math.Abs(times) * 1e-9;
    }

    private static Findings One(Cause cause)
    {
        var found = new Findings();
        found.Add(cause);
        return found;
    }
}
