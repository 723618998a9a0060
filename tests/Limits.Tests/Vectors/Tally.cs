namespace Headgate.Limits.Tests.Vectors;

/// <summary>Counts what became of observed cases, per group, prints it, and fails when one is unmet.</summary>
internal sealed class Tally(ITestOutputHelper output)
{
    private readonly SortedDictionary<string, (int Met, int Excluded)> _groups = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly List<string> _unmet = [];

    /// <summary>Judges one case: nothing is compared that an exclusion covers.</summary>
    public void Judge<T>(string group, string id, T subject, IEnumerable<Exclusion<T>> exclusions, Action compare)
    {
        var (met, excluded) = _groups.GetValueOrDefault(group);
        if (exclusions.FirstOrDefault(each => each.Covers(subject)) is { } exclusion)
        {
            _groups[group] = (met, excluded + 1);
            var reason = $"{exclusion.Name}: {exclusion.Reason}";
            _reasons[reason] = _reasons.GetValueOrDefault(reason) + 1;
            return;
        }
        try
        {
            compare();
            _groups[group] = (met + 1, excluded);
        }
        catch (Xunit.Sdk.XunitException difference)
        {
            _groups[group] = (met, excluded);
            _unmet.Add($"{group} {id}: {difference.Message}");
        }
    }

    /// <summary>Prints the counts; every case is met or excluded, and some are met.</summary>
    public void AssertAllMet()
    {
        output.WriteLine($"{_groups.Values.Sum(count => count.Met)} met, {_groups.Values.Sum(count => count.Excluded)} excluded, {_unmet.Count} unmet");
        foreach (var (group, (met, excluded)) in _groups) output.WriteLine($"  {group}: {met} met, {excluded} excluded");
        foreach (var (reason, count) in _reasons) output.WriteLine($"  excluded {count} {reason}");
        Assert.True(_unmet.Count == 0, string.Join(Environment.NewLine, _unmet));
        Assert.Contains(_groups.Values, count => count.Met > 0);
    }
}
