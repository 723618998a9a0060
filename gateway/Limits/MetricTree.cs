using System.Collections.Frozen;
using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>The metrics of a Product, and what counts along with each: all its ancestors (SEMANTICS §3).</summary>
public sealed class MetricTree
{
    private readonly string[] _names;
    private readonly int[][] _paths;
    private readonly FrozenDictionary<string, int> _indexes;

    /// <summary>Reads the metrics; they keep their order.</summary>
    /// <exception cref="ArgumentException">A name stands twice, a parent is unknown, or parents lead in a circle.</exception>
    public MetricTree(IReadOnlyList<Metric> metrics)
    {
        _names = [.. metrics.Select(metric => metric.Name)];
        _indexes = _names.Index().ToFrozenDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        _paths = [.. metrics.Select(metric => PathToRoot(metric, metrics))];
    }

    /// <summary>Number of metrics.</summary>
    public int Count => _names.Length;

    /// <summary>Index of a metric; −1 for an unknown one.</summary>
    public int IndexOf(string name) => _indexes.TryGetValue(name, out var index) ? index : -1;

    /// <summary>Name of a metric.</summary>
    public string NameOf(int metric) => _names[metric];

    /// <summary>Adds units to a metric and to all its ancestors; a sum that would not fit stays at <see cref="long.MaxValue"/>.</summary>
    /// <param name="usage">One counter per metric.</param>
    /// <param name="metric">Index of the metric.</param>
    /// <param name="units">0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative units, which would make the call cheaper.</exception>
    public void Add(Span<long> usage, int metric, long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        foreach (var counted in _paths[metric]) usage[counted] = units > long.MaxValue - usage[counted] ? long.MaxValue : usage[counted] + units;
    }

    private int[] PathToRoot(Metric metric, IReadOnlyList<Metric> metrics)
    {
        var path = new List<int>();
        for (var current = metric; ;)
        {
            var index = _indexes[current.Name];
            if (path.Contains(index)) throw new ArgumentException($"The parents of the metric {metric.Name} lead in a circle.", nameof(metrics));
            path.Add(index);
            if (current.Parent is not { } parent) return [.. path];
            if (!_indexes.TryGetValue(parent, out var next)) throw new ArgumentException($"The metric {current.Name} has an unknown parent {parent}.", nameof(metrics));
            current = metrics[next];
        }
    }
}
