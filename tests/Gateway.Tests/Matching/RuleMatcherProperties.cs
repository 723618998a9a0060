using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Headgate.Configuration;
using Headgate.Configuration.Paths;
using Headgate.Gateway.Matching;

namespace Headgate.Gateway.Tests.Matching;

/// <summary>The automaton answers as the specification does, on rules and paths that overlap in every way.</summary>
public sealed class RuleMatcherProperties(ITestOutputHelper output)
{
    private const int MostTests = 10_000;

    private static readonly Gen<string> PatternPath =
        from parts in Gen.NonEmptyListOf(Gen.Elements("/a", "/ab", "/", "a", "b", "ab", "-", ".", "{v}", "/{v}", "{v}a", "%61", "//b", "/a/", ":"))
        select Named("/" + string.Concat(parts.Take(6)));

    private static readonly Gen<string> PatternQuery =
        Gen.Frequency((6, Gen.Constant("")), (1, Gen.Elements("?q=1", "?q={x}", "?q=", "?p=a&q={y}", "?q=%31", "?p=a+b")));

    private static readonly Gen<MappingRule> Rule =
        from path in PatternPath
        from pinned in Gen.Elements("", "", "$")
        from query in PatternQuery
        from method in Gen.Elements("GET", "GET", "POST", Contract.AnyMethod)
        from last in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        where RulePattern.Parse(path + pinned + query, EncodedSlashes.Decode, out _) is not null
        select new MappingRule { Name = "rule", Method = method, Pattern = path + pinned + query, Metric = Contract.Hits, Increment = 1, Last = last };

    private static readonly Gen<Case> Cases =
        from rules in Gen.ListOf(Rule)
        from path in Gen.ListOf(Gen.Elements("/", "a", "b", "ab", "-", ".x", "/a", "/b", ":", "[", "%C3%A9", "/ab"))
        from query in Gen.Elements("", "q=1", "q=2&q=1", "q=1&q=2", "q", "q=", "p=a&q", "%71=%31", "p=a%2Bb", "p=a+b", "&&q=1&")
        from method in Gen.Elements("GET", "POST", "HEAD", "ANY")
        let canonical = CanonicalPath.Normalize("/" + string.Concat(path), EncodedSlashes.Decode, out _)
        where canonical is not null
        select new Case([.. rules], method, canonical, query);

    [Fact]
    public void Automaton_and_specification_agree()
    {
        var size = Environment.GetEnvironmentVariable("HEADGATE_SEED") is { } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : 20261124UL;
        output.WriteLine($"HEADGATE_SEED={size}");
        var config = Config.QuickThrowOnFailure.WithMaxTest(MostTests).WithEndSize(30).WithReplay(size, 1UL);
        Prop.ForAll(Cases.ToArbitrary(), sample =>
        {
            var result = new MatchResult();
            new RuleMatcher(sample.Rules, EncodedSlashes.Decode).Match(sample.Method, sample.Path, sample.Query, result);
            var expected = NaiveMatcher.Match(sample.Rules, sample.Method, sample.Path, sample.Query);
            return expected.SequenceEqual(result.Rules.ToArray()).Label($"{sample} expected [{string.Join(',', expected)}], matched [{string.Join(',', result.Rules.ToArray())}]");
        }).Check(config);
    }

    // Variables of one pattern have different names.
    private static string Named(string pattern)
    {
        for (var number = 1; pattern.Contains("{v}", StringComparison.Ordinal); number++)
        {
            var at = pattern.IndexOf("{v}", StringComparison.Ordinal);
            pattern = string.Create(CultureInfo.InvariantCulture, $"{pattern[..at]}{{v{number}}}{pattern[(at + 3)..]}");
        }
        return pattern;
    }

    private sealed record Case(IReadOnlyList<MappingRule> Rules, string Method, string Path, string Query)
    {
        public override string ToString() =>
            $"{Method} {Path}?{Query} against {string.Join(", ", Rules.Select(rule => $"{rule.Method} {rule.Pattern}{(rule.Last ? " last" : "")}"))}:";
    }
}
