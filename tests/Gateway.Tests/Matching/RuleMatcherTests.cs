using Headgate.Configuration;
using Headgate.Gateway.Matching;

namespace Headgate.Gateway.Tests.Matching;

public class RuleMatcherTests
{
    [Fact]
    public void A_match_that_was_made_before_allocates_nothing()
    {
        var matcher = Build(100, index => $"/api/v1/resource{index}/{{id}}/items?kind={{kind}}");
        var result = new MatchResult();
        var fewest = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var call = 0; call < 1000; call++) matcher.Match("GET", "/api/v1/resource42/abc-123/items", "a=b&kind=x", result);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal([42], result.Rules.ToArray());
        Assert.Equal(0, fewest);
    }

    [Fact]
    public void A_path_is_walked_once_however_many_rules_there_are()
    {
        const string path = "/api/v1/resource4242/abc";
        var few = Build(10, index => $"/api/v1/resource424{index}/{{id}}");
        var many = Build(10_000, index => $"/api/v1/resource{index}/{{id}}");
        var result = new MatchResult();
        few.Match("GET", path, "", result);
        Assert.Equal([2], result.Rules.ToArray());
        many.Match("GET", path, "", result);
        Assert.Equal([4242], result.Rules.ToArray());
        // One state per character walked, and the start: the work is that of the path.
        Assert.Equal(few.States, many.States);
        Assert.InRange(many.States, 2, path.Length + 1);
    }

    [Fact]
    public void Many_threads_on_a_cold_matcher_see_the_same()
    {
        for (var round = 0; round < 20; round++)
        {
            var matcher = Build(200, index => $"/{(char)('a' + (index % 26))}{{x}}{index}/{{y}}-{{z}}$");
            var paths = Enumerable.Range(0, 200).Select(index => $"/{(char)('a' + (index % 26))}q{index}/l-r-m").ToList();
            Parallel.For(0, 16, thread =>
            {
                var result = new MatchResult();
                for (var index = 0; index < paths.Count; index++)
                {
                    var path = (index + (thread * 13)) % paths.Count;
                    matcher.Match("GET", paths[path], "", result);
                    Assert.Contains(path, result.Rules.ToArray());
                }
            });
        }
    }

    [Fact]
    public void Hostile_patterns_and_paths_cannot_fill_the_memory()
    {
        // Every subset of positions is a state of its own: without a bound there would be millions.
        var patterns = Enumerable.Range(0, 20).Select(index => $"/{{a}}{(char)('a' + index)}{{b}}{(char)('b' + index)}{{c}}z$").ToList();
        var matcher = new RuleMatcher([.. patterns.Select(Rule)], EncodedSlashes.Decode);
        var random = new Random(7);
        var result = new MatchResult();
        for (var call = 0; call < 3000; call++)
            matcher.Match("GET", "/" + new string([.. Enumerable.Range(0, 60).Select(_ => (char)('a' + random.Next(24)))]), "", result);
        Assert.InRange(matcher.States, 1, 8192);
        var path = "/qafbzz";
        matcher.Match("GET", path, "", result);
        Assert.Equal(NaiveMatcher.Match([.. patterns.Select(Rule)], "GET", path, ""), result.Rules.ToArray());
    }

    [Theory]
    [InlineData("GET", "GET", true)]
    [InlineData("ANY", "PURGE", true)]
    [InlineData("GET", "HEAD", false)]
    [InlineData("GET", "get", false)]
    [InlineData("GET", "ANY", false)]
    [InlineData("ANY", "ANY", true)]
    public void Methods_are_exact_and_ANY_is_all(string rule, string method, bool matches)
    {
        var result = new MatchResult();
        new RuleMatcher([Rule("/") with { Method = rule }], EncodedSlashes.Decode).Match(method, "/x", "", result);
        Assert.Equal(matches, !result.Rules.IsEmpty);
    }

    [Fact]
    public void A_pattern_that_cannot_be_read_is_no_configuration() =>
        Assert.Throws<InvalidDataException>(() => new RuleMatcher([Rule("/{}")], EncodedSlashes.Decode));

    private static RuleMatcher Build(int rules, Func<int, string> pattern) =>
        new([.. Enumerable.Range(0, rules).Select(index => Rule(pattern(index)))], EncodedSlashes.Decode);

    private static MappingRule Rule(string pattern) => new() { Name = "rule", Method = "GET", Pattern = pattern, Metric = Contract.Hits, Increment = 1 };
}
