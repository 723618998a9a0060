using System.Text.Json;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>What counts along with what, as the peer system was seen to count it. A metric it does not know, the tree does not know either.</summary>
public sealed class PropagationVectorTests(ITestOutputHelper output)
{
    private static readonly Exclusion<JsonElement>[] Exclusions =
    [
        new("flat usage", "README: background only: flat_usage", line => line.GetProperty("flat_usage").GetBoolean()),
        new("set values", "README: background only: #N set values", line => PlainUsage.HasSet(line.GetProperty("usage"))),
        new("values that are no numbers", "README: what always has one: usage_propagation of plain values; SEMANTICS §2: increment is an integer",
            line => PlainUsage.HasOther(line.GetProperty("usage"))),
        new("names with white space", "SEMANTICS §2: unknown metrics make the rule not accepted; nothing trims a name",
            line => line.GetProperty("usage").EnumerateObject().Any(entry => entry.Name.Trim() != entry.Name)),
        new("big values", "SEMANTICS §4 differs: values below 2^53", line => PlainUsage.HasBig(line.GetProperty("usage"))),
    ];

    [Fact]
    public void Observed_propagation_is_met()
    {
        var tally = new Tally(output);
        foreach (var line in ObservedLines.Of("usage_propagation.jsonl"))
            tally.Judge(GroupOf(line), line.Text("id"), line, Exclusions, () => Compare(line));
        tally.AssertAllMet();
    }

    private static string GroupOf(JsonElement line) => line.GetProperty("expected").Find("error_code")?.GetString() ?? "counted";

    private static void Compare(JsonElement line)
    {
        var tree = PlainUsage.Tree(line);
        var usage = line.GetProperty("usage");
        var expected = line.GetProperty("expected");
        var unknown = PlainUsage.HasUnknownMetric(tree, usage);
        Assert.Equal(GroupOf(line) == "metric_invalid", unknown);
        if (unknown) return;

        var costs = PlainUsage.Price(tree, usage);
        var counted = expected.GetProperty("usage").EnumerateObject().ToDictionary(entry => entry.Name, entry =>
        {
            Assert.Equal("add", entry.Value.Text("op"));
            return entry.Value.GetProperty("value").GetInt64();
        });
        for (var metric = 0; metric < tree.Count; metric++) Assert.Equal(counted.GetValueOrDefault(tree.NameOf(metric)), costs[metric]);
        Assert.All(counted.Keys, name => Assert.NotEqual(-1, tree.IndexOf(name)));
    }
}
