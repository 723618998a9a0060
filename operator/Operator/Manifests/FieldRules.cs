using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Headgate.Operator.Manifests;

/// <summary>Turns the attributes of a member into rules, with the meaning that the API server gives to the same words in a schema.</summary>
internal static class FieldRules
{
    /// <summary>The rules of a member.</summary>
    public static IReadOnlyList<Rule> Of(MemberInfo member) => [.. member.GetCustomAttributes().Select(Of).OfType<Rule>()];

    private static Rule? Of(Attribute attribute) => attribute switch
    {
        RangeAttribute range => Range(Convert.ToInt64(range.Minimum, CultureInfo.InvariantCulture), Convert.ToInt64(range.Maximum, CultureInfo.InvariantCulture)),
        MinLengthAttribute least => Length(least.Length, null),
        MaxLengthAttribute most => Length(0, most.Length),
        LengthAttribute both => Length(both.MinimumLength, both.MaximumLength),
        RegularExpressionAttribute expression => Pattern(expression.Pattern),
        _ => null,
    };

    private static Rule Range(long least, long most) => value =>
        value.GetValue<long>() is var number && (number < least || number > most) ? $"{number} is out of range: {least} to {most} is allowed" : null;

    private static Rule Length(int least, int? most) => value =>
    {
        // Characters as the API server counts them: code points.
        var (count, unit) = value switch
        {
            JsonArray list => (list.Count, "items"),
            JsonObject map => (map.Count, "entries"),
            _ => (value.GetValue<string>().EnumerateRunes().Count(), "characters"),
        };
        if (count >= least && count <= (most ?? count)) return null;
        return count < least
            ? $"{(count == 0 ? "is empty" : $"has {count} {unit}")}: at least {least} {unit} are needed"
            : $"has {count} {unit}: at most {most} are allowed";
    };

    private static Rule Pattern(string pattern)
    {
        // The API server matches with RE2, where a final $ does not overlook a line break as .NET's does. No backtracking: like RE2, linear.
        var exact = pattern.EndsWith('$') ? pattern[..^1] + "\\z" : pattern;
        var expression = new Regex(exact, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return value => expression.IsMatch(value.GetValue<string>()) ? null : $"{Quote.Of(value.GetValue<string>())} does not match {pattern}";
    }
}
