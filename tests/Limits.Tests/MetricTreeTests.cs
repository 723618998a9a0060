using Headgate.Configuration;

namespace Headgate.Limits.Tests;

public sealed class MetricTreeTests
{
    private static readonly MetricTree Tree = Of("hits", "a<hits", "a1<a", "b<hits", "other");

    [Theory]
    [InlineData("hits", "1,0,0,0,0"), InlineData("a", "1,1,0,0,0"), InlineData("a1", "1,1,1,0,0"), InlineData("b", "1,0,0,1,0"), InlineData("other", "0,0,0,0,1")]
    public void A_metric_counts_along_with_all_its_ancestors(string metric, string usage) => Assert.Equal(usage, Count(Tree, (metric, 1)));

    [Fact]
    public void Increments_of_one_family_add_up() => Assert.Equal("1111,11,1,100,5", Count(Tree, ("hits", 1_000), ("a1", 1), ("a", 10), ("b", 100), ("other", 5)));

    [Fact]
    public void Nothing_added_is_nothing_counted() => Assert.Equal("0,0,0,0,0", Count(Tree, ("a1", 0)));

    [Fact]
    public void A_child_may_stand_before_its_parent() => Assert.Equal("2,2,2", Count(Of("c<b", "b<a", "a"), ("c", 2)));

    [Fact]
    public void A_sum_that_does_not_fit_stays_at_the_largest_number()
    {
        Assert.Equal($"{long.MaxValue},{long.MaxValue},{long.MaxValue},1,0", Count(Tree, ("b", 1), ("a1", long.MaxValue), ("a", 1)));
        Assert.Equal($"{long.MaxValue},0,0,{long.MaxValue},0", Count(Tree, ("b", long.MaxValue - 1), ("b", 1)));
    }

    [Theory, InlineData(-1), InlineData(long.MinValue)]
    public void Units_are_never_taken_away(long units)
    {
        var usage = new long[Tree.Count];
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.Add(usage, Tree.IndexOf("a1"), units));
        Assert.All(usage, counted => Assert.Equal(0, counted));
    }

    [Fact]
    public void Metrics_keep_their_order_and_names_their_case()
    {
        Assert.Equal(5, Tree.Count);
        for (var metric = 0; metric < Tree.Count; metric++) Assert.Equal(metric, Tree.IndexOf(Tree.NameOf(metric)));
        Assert.Equal((-1, -1, -1), (Tree.IndexOf("Hits"), Tree.IndexOf(""), Tree.IndexOf("a2")));
        Assert.Equal(0, Of().Count);
    }

    [Theory]
    [InlineData("a<a"), InlineData("a<b b<a"), InlineData("hits a<b b<c c<a"), InlineData("x<a a<b b<a")]
    public void Parents_in_a_circle_are_an_error(string metrics) => AssertRefused(metrics, "circle");

    [Theory]
    [InlineData("a<b"), InlineData("hits a<hits b<Hits"), InlineData("a<")]
    public void An_unknown_parent_is_an_error(string metrics) => AssertRefused(metrics, "unknown parent");

    [Theory]
    [InlineData("a a"), InlineData("hits a<hits hits"), InlineData("hits a<hits b a")]
    public void A_name_that_stands_twice_is_an_error(string metrics) => AssertRefused(metrics, "");

    private static void AssertRefused(string metrics, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => Of(metrics.Split(' '))).Message, StringComparison.Ordinal);

    private static MetricTree Of(params string[] metrics) =>
        new([.. metrics.Select(metric => metric.Split('<')).Select(parts => new Metric { Name = parts[0], Parent = parts.ElementAtOrDefault(1) })]);

    private static string Count(MetricTree tree, params (string Metric, long Units)[] increments)
    {
        var usage = new long[tree.Count];
        foreach (var (metric, units) in increments) tree.Add(usage, tree.IndexOf(metric), units);
        return string.Join(',', usage);
    }
}
