using Headgate.TestSupport;

namespace Headgate.Gateway.Tests.Matching;

/// <summary>Paths, rules and costs as the peer system was seen to judge them.</summary>
public sealed class MappingVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Observed_cases_are_met()
    {
        var path = Repository.FindVectors("mapping_rules.jsonl");
        if (path is null) Assert.Skip("The observed cases are not beside this checkout (../shared/vectors/mapping_rules.jsonl).");

        var met = 0;
        var excluded = new Dictionary<MappingExclusion, int>();
        var unmet = new List<string>();
        foreach (var vector in MappingVector.ReadAll(path))
        {
            var answer = vector.Answer();
            if (answer == vector.Expected) met++;
            else if (MappingExclusion.All.FirstOrDefault(group => group.Covers(vector)) is { } group)
                excluded[group] = excluded.GetValueOrDefault(group) + 1;
            else unmet.Add($"{vector.Id} ({vector.Group}): expected {vector.Expected}, answered {answer}");
        }

        output.WriteLine($"{met} met, {excluded.Values.Sum()} excluded");
        foreach (var (group, count) in excluded) output.WriteLine($"  {count} {group.Group}: {group.Reason}");
        Assert.Empty(unmet);
        Assert.True(met > 300, $"Only {met} cases were met.");
    }
}
