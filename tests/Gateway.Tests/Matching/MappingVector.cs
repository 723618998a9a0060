using System.Text.Json;
using Headgate.Configuration;
using Headgate.Configuration.Paths;
using Headgate.Gateway.Matching;

namespace Headgate.Gateway.Tests.Matching;

/// <summary>One observed request against a list of rules (vectors/README.md, mapping_rules).</summary>
internal sealed record MappingVector(string Id, string Group, IReadOnlyList<ObservedRule> Rules, string Method, string Target, bool IsNonstandard, bool HasFormBody, string Expected)
{
    /// <summary>The path and the query of the target.</summary>
    public (string Path, string Query) Parts => Target.Split('?', 2) is [var path, var query] ? (path, query) : (Target, "");

    public static IEnumerable<MappingVector> ReadAll(string path) => File.ReadLines(path).Select(line => Read(JsonDocument.Parse(line).RootElement));

    /// <summary>What Headgate answers: normalised path, matching rules, usage; or the refusal.</summary>
    public string Answer()
    {
        var (path, query) = Parts;
        var canonical = CanonicalPath.IsCanonical(path) ? path : CanonicalPath.Normalize(path, EncodedSlashes.Decode, out _);
        if (canonical is null) return Refused;
        // As the compiler does: what cannot be read, or counts nothing, is not in force.
        var kept = Rules.Where(rule => rule.Delta > 0 && RulePattern.Parse(rule.Pattern, EncodedSlashes.Decode, out _) is not null).ToList();
        var result = new MatchResult();
        new RuleMatcher([.. kept.Select(rule => rule.Compiled)], EncodedSlashes.Decode).Match(Method, canonical, query, result);
        return Describe(canonical, [.. result.Rules.ToArray().Select(index => kept[index])]);
    }

    private const string Refused = "400";

    private static MappingVector Read(JsonElement line)
    {
        var rules = line.GetProperty("rules").EnumerateArray().Select((rule, index) => ObservedRule.Read(rule, index)).ToList();
        var request = line.GetProperty("request");
        var expected = line.GetProperty("expected");
        return new MappingVector(
            line.GetProperty("id").GetString()!, line.GetProperty("group").GetString()!, rules,
            request.GetProperty("method").GetString()!, request.GetProperty("path_and_query").GetString()!,
            request.TryGetProperty("nonstandard_target", out var odd) && odd.GetBoolean(),
            request.TryGetProperty("body", out var body) && body.GetString() is { Length: > 0 },
            expected.TryGetProperty("rejected_status", out _) ? Refused : Describe(
                expected.GetProperty("normalized_path").GetString()!,
                [.. expected.GetProperty("matched").EnumerateArray().Select(index => rules[index.GetInt32()])]));
    }

    // The status follows: 404 without usage.
    private static string Describe(string path, IReadOnlyList<ObservedRule> matched)
    {
        var usage = matched.GroupBy(rule => rule.Metric).Select(group => (Metric: group.Key, Units: group.Sum(rule => rule.Delta)))
            .OrderBy(entry => entry.Metric, StringComparer.Ordinal);
        return $"{path} [{string.Join(',', matched.Select(rule => rule.Index))}] {string.Join(' ', usage.Select(entry => $"{entry.Metric}={entry.Units}"))}";
    }
}

/// <summary>One rule as the administrator of the peer system wrote it.</summary>
internal sealed record ObservedRule(int Index, string Method, string Pattern, string Metric, long Delta, bool Last, bool IsValidInPeer)
{
    public MappingRule Compiled => new() { Name = $"rule-{Index}", Method = Method, Pattern = Pattern, Metric = Metric, Increment = Delta, Last = Last };

    public static ObservedRule Read(JsonElement rule, int index) => new(
        index, rule.GetProperty("method").GetString()!, rule.GetProperty("pattern").GetString()!, rule.GetProperty("metric").GetString()!,
        rule.GetProperty("delta") is { ValueKind: JsonValueKind.Number } delta ? delta.GetInt64() : 1,
        rule.GetProperty("last") is { ValueKind: JsonValueKind.True }, rule.GetProperty("pattern_valid_in_3scale").GetBoolean());
}
