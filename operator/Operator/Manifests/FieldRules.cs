using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Headgate.Operator.Manifests;

/// <summary>Turns the attributes of a member into rules, with the meaning that the API server gives to the same in a schema.</summary>
internal static class FieldRules
{
    /// <summary>The rules of a member.</summary>
    public static IReadOnlyList<Rule> Of(MemberInfo member) => [.. member.GetCustomAttributes().Select(Of).OfType<Rule>()];

    private static Rule? Of(Attribute attribute) => attribute switch
    {
        MinLengthAttribute least => Length(least.Length, null),
        MaxLengthAttribute most => Length(0, most.Length),
        LengthAttribute both => Length(both.MinimumLength, both.MaximumLength),
        RegularExpressionAttribute expression => Pattern(expression.Pattern),
        _ => null,
    };

    private static Rule Length(int least, int? most) => value =>
    {
        // Characters as the API server counts them: code points.
        var (count, unit) = value switch
        {
            JsonArray list => (list.Count, "item"),
            JsonObject map => (map.Count, "entry"),
            _ => (value.GetValue<string>().EnumerateRunes().Count(), "character"),
        };
        if (count >= least && count <= (most ?? count)) return null;
        return count < least
            ? $"{(count == 0 ? "is empty" : $"has {Counted(count)}")}: at least {Counted(least)} must be there"
            : $"has {Counted(count)}: at most {most} may be there";

        string Counted(int number) => number == 1 ? $"1 {unit}" : $"{number} {unit.Replace("entry", "entrie", StringComparison.Ordinal)}s";
    };

    private static Rule Pattern(string pattern)
    {
        // The API server matches with RE2, where a final $ does not overlook a line break as .NET's does.
        var exact = pattern.EndsWith('$') ? pattern[..^1] + "\\z" : pattern;
        var expression = new Regex(exact, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return value => value.GetValue<string>() is var text && expression.IsMatch(text) ? null
            : $"{Quote.Of(value.GetValue<string>())} does not match {pattern}";
    }
}
