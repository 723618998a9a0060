using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>The metrics and methods of a Product by name, with what counts along with them.</summary>
public sealed class MetricTable
{
    private readonly Dictionary<string, string?> _parents = new(StringComparer.Ordinal);

    private MetricTable() => _parents.Add(Contract.Hits, null);

    /// <summary>Hits alone.</summary>
    public static MetricTable Empty { get; } = new();

    /// <summary>Reads the metrics of a Product. Names that are given twice count once; an unknown parent, or one that leads in a circle, is none.</summary>
    public static MetricTable Of(ProductSpec spec)
    {
        var table = new MetricTable();
        foreach (var method in spec.Methods) table._parents.TryAdd(method.Name, Contract.Hits);
        foreach (var metric in spec.Metrics) table._parents.TryAdd(metric.Name, metric.Parent);
        return table;
    }

    /// <summary>The names, hits first, every parent before its children, otherwise in the order of the spec.</summary>
    public IReadOnlyList<string> Names =>
        [.. _parents.Keys.Select((name, index) => (name, index)).OrderBy(entry => AncestorsOf(entry.name).Count()).ThenBy(entry => entry.index).Select(entry => entry.name)];

    /// <summary>Whether there is such a metric or method.</summary>
    public bool Contains(string name) => _parents.ContainsKey(name);

    /// <summary>The parent, or null.</summary>
    public string? ParentOf(string name) => _parents.GetValueOrDefault(name) is { } parent && _parents.ContainsKey(parent) ? parent : null;

    /// <summary>The metrics that count whatever this one counts, nearest first; ends where it would go in a circle.</summary>
    public IEnumerable<string> AncestorsOf(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { name };
        for (var parent = ParentOf(name); parent is not null && seen.Add(parent); parent = ParentOf(parent)) yield return parent;
    }

    /// <summary>Whether following the parents comes back to where it began.</summary>
    public bool IsCircular(string name)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var current = name; current is not null; current = ParentOf(current)) if (!seen.Add(current)) return true;
        return false;
    }

    /// <summary>Whether what <paramref name="descendant"/> counts is counted by <paramref name="metric"/> too.</summary>
    public bool Counts(string metric, string descendant) => metric == descendant || AncestorsOf(descendant).Contains(metric);
}
