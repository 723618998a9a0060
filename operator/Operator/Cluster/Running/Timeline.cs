using System.Collections.Concurrent;
using Headgate.Controllers;

namespace Headgate.Operator.Cluster.Running;

/// <summary>Measures how long a change takes until it is published, and until every ready gateway serves it.</summary>
internal sealed class Timeline(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, long> _changed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Pool, string Unit), long> _compiled = new();
    private readonly ConcurrentDictionary<(string Pool, string Unit), long> _published = new();

    /// <summary>From change to published.</summary>
    public Durations ToPublished { get; } = new();

    /// <summary>From change to served by every ready gateway.</summary>
    public Durations ToProgrammed { get; } = new();

    /// <summary>Something of a unit changed.</summary>
    public void Changed(string unit) => _changed.TryAdd(unit, time.GetTimestamp());

    /// <summary>A unit was compiled for these pools.</summary>
    public void Compiled(string unit, IEnumerable<string> pools)
    {
        if (!_changed.TryRemove(unit, out var at)) return;
        foreach (var pool in pools) _compiled.TryAdd((pool, unit), at);
    }

    /// <summary>What was compiled for a pool and will be published now.</summary>
    public IReadOnlyDictionary<string, long> TakeCompiled(string pool)
    {
        var taken = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var key in _compiled.Keys.Where(key => key.Pool == pool))
            if (_compiled.TryRemove(key, out var at)) taken[key.Unit] = at;
        return taken;
    }

    /// <summary>It was not published after all.</summary>
    public void GiveBack(string pool, IReadOnlyDictionary<string, long> taken)
    {
        foreach (var (unit, at) in taken) _compiled[(pool, unit)] = at;
    }

    /// <summary>It was published.</summary>
    public void Published(string pool, IReadOnlyDictionary<string, long> taken)
    {
        foreach (var (unit, at) in taken)
        {
            ToPublished.Add(time.GetElapsedTime(at));
            _published.TryAdd((pool, unit), at);
        }
    }

    /// <summary>Every ready gateway of a pool serves a unit.</summary>
    public void Programmed(string pool, string unit)
    {
        if (_published.TryRemove((pool, unit), out var at)) ToProgrammed.Add(time.GetElapsedTime(at));
    }
}
