using System.Text.Json;
using Headgate.Configuration.Paths;
using Headgate.TestSupport;

namespace Headgate.Configuration.Tests.Paths;

/// <summary>Which patterns the peer system's admin was seen to accept, and the query parameters it read.</summary>
public sealed class PatternVectorTests(ITestOutputHelper output)
{
    private static readonly (string Group, string Reason, Func<string, bool> Covers)[] Exclusions =
    [
        ("parameters without =", "§2: `?a` without `=` is a refused pattern", HasBareParameter),
        ("unusable escapes", "§2 differs: patterns are normalised exactly as requests are, and what is refused there can never match", IsNotNormalisable),
    ];

    [Fact]
    public void Observed_cases_are_met()
    {
        var path = Repository.FindVectors("pattern_validation.jsonl");
        if (path is null) Assert.Skip("The observed cases are not beside this checkout (../shared/vectors/pattern_validation.jsonl).");

        var met = 0;
        var excluded = new Dictionary<string, int>();
        var unmet = new List<string>();
        foreach (var line in File.ReadLines(path).Select(text => JsonDocument.Parse(text).RootElement))
        {
            var pattern = line.GetProperty("pattern").GetString()!;
            var (expected, answer) = (Expected(line.GetProperty("expected")), Answer(pattern));
            if (answer == expected) met++;
            else if (Exclusions.FirstOrDefault(group => group.Covers(pattern)) is { Group: not null } group)
                excluded[$"{group.Group}: {group.Reason}"] = excluded.GetValueOrDefault($"{group.Group}: {group.Reason}") + 1;
            else unmet.Add($"{pattern}: expected {expected}, answered {answer}");
        }

        output.WriteLine($"{met} met, {excluded.Values.Sum()} excluded");
        foreach (var (group, count) in excluded) output.WriteLine($"  {count} {group}");
        Assert.Empty(unmet);
        Assert.True(met > 0, "No case was found.");
    }

    private static string Answer(string pattern) =>
        RulePattern.Parse(pattern, EncodedSlashes.Decode, out _) is { } read
            ? Describe(read.Query.Select(condition => (condition.Name, condition.Value ?? "{}")))
            : "refused";

    private static string Expected(JsonElement expected) => !expected.GetProperty("accepted").GetBoolean()
        ? "refused"
        : Describe(expected.GetProperty("querystring_parameters").EnumerateObject().Select(parameter =>
        {
            var value = parameter.Value.GetString() ?? "";
            // Ours are decoded (§2 differs), and one variable is as good as another.
            return (PercentEncoding.Decode(parameter.Name), value is ['{', .., '}'] ? "{}" : PercentEncoding.Decode(value));
        }));

    private static string Describe(IEnumerable<(string Name, string Value)> conditions) => "accepted " + string.Join('&', conditions.Select(condition => $"{condition.Name}={condition.Value}"));

    private static bool HasBareParameter(string pattern) =>
        pattern.Split('?', 2) is [_, { Length: > 0 } query] && query.Split('&').Any(parameter => !parameter.Contains('=', StringComparison.Ordinal));

    private static bool IsNotNormalisable(string pattern) =>
        pattern.Contains('%', StringComparison.Ordinal) && CanonicalPath.Normalize(pattern.Split('?')[0].TrimEnd('$'), EncodedSlashes.Decode, out _) is null;
}
