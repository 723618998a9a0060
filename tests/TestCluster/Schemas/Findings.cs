using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>What is wrong with a value, each thing said once, and how many checks it went through: of alternatives the best matching one is reported.</summary>
internal sealed class Findings
{
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);

    public List<Cause> Causes { get; } = [];

    public int Matches { get; private set; }

    public bool IsValid => Causes.Count == 0;

    /// <summary>Counts a check that was made.</summary>
    public void Matched() => Matches++;

    public void Add(Cause cause)
    {
        if (_said.Add($"{cause.Field}: {cause.Message}")) Causes.Add(cause);
    }

    public void Merge(Findings? other)
    {
        foreach (var cause in other?.Causes ?? []) Add(cause);
        Matches += other?.Matches ?? 0;
    }
}
