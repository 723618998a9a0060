using Headgate.Configuration;
using Headgate.Configuration.Paths;

namespace Headgate.Gateway.Tests.Matching;

/// <summary>The specification of matching, rule by rule and character by character; slow and plain on purpose.</summary>
internal static class NaiveMatcher
{
    public static IReadOnlyList<int> Match(IReadOnlyList<MappingRule> rules, string method, string path, string query)
    {
        var matching = new List<int>();
        foreach (var (index, rule) in rules.Index())
        {
            var pattern = RulePattern.Parse(rule.Pattern, EncodedSlashes.Decode, out _)!;
            if ((rule.Method != Contract.AnyMethod && rule.Method != method) || !Takes(pattern, 0, path) || !pattern.Query.All(condition => Holds(condition, query))) continue;
            matching.Add(index);
            if (rule.Last) break;
        }
        return matching;
    }

    private static bool Takes(RulePattern pattern, int token, string rest)
    {
        if (token == pattern.Path.Count) return !pattern.IsPinned || rest.Length == 0;
        if (pattern.Path[token].Literal is { } literal) return rest.StartsWith(literal, StringComparison.Ordinal) && Takes(pattern, token + 1, rest[literal.Length..]);
        for (var length = 1; length <= rest.Length && IsOfVariable(rest[length - 1]); length++)
        {
            if (Takes(pattern, token + 1, rest[length..])) return true;
        }
        return false;
    }

    private static bool IsOfVariable(char character) => char.IsAsciiLetterOrDigit(character) || "_-.~%!$&'()*+,;=@:".Contains(character, StringComparison.Ordinal);

    private static bool Holds(QueryCondition condition, string query)
    {
        var given = query.Split('&').Where(parameter => parameter.Length > 0).Select(parameter => parameter.Split('=', 2))
            .Where(parts => Uri.UnescapeDataString(parts[0]) == condition.Name).ToList();
        return given.Count > 0 && (condition.Value is null || (given[^1].Length == 2 && Uri.UnescapeDataString(given[^1][1]) == condition.Value));
    }
}
