using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Cluster.Statuses;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Hands what was made of a unit to its pools and to the statuses, and knows when every unit was looked at once.</summary>
internal sealed class UnitResults(PoolStates pools, StatusBoard board, OperatorQueues queues, Timeline timeline)
{
    // For units that no pool serves: they have statuses too, and nothing of it leaves the process.
    private static readonly CompilerOptions Nowhere = new()
    {
        Peppers = [new Configuration.Pepper { Id = "none", Value = Convert.ToBase64String(new byte[32]) }],
    };

    private readonly ConcurrentDictionary<string, bool> _unseen = new(StringComparer.Ordinal);

    /// <summary>Whether every unit was looked at once and compiled for a pool, so that what is not there is not wanted.</summary>
    public bool IsCompleteFor(PoolState pool) => _unseen.IsEmpty && pool.Waiting.IsEmpty;

    /// <summary>Takes note of all units at the beginning.</summary>
    public void Expect(IEnumerable<string> units)
    {
        foreach (var unit in units) _unseen[unit] = true;
    }

    /// <summary>Compiles and hands on.</summary>
    public void Put(string unit, Func<CompilerOptions, CompiledUnit> compile)
    {
        CompiledUnit? first = null;
        foreach (var pool in pools.Of(unit))
        {
            // Noted before the peppers are looked at: whoever makes them looks at what waits after that.
            pool.Waiting[unit] = true;
            if (pool.Peppers.Count == 0) continue;
            var compiled = compile(new CompilerOptions { Peppers = pool.Peppers });
            first ??= compiled;
            pool.Held.TryRemove(unit, out _);
            Put(pool, compiled);
            pool.Waiting.TryRemove(unit, out _);
        }
        if (first is not null) board.Put(first);
        else if (!pools.Of(unit).Any()) board.Put(compile(Nowhere));
        timeline.Compiled(unit, pools.Of(unit).Select(pool => pool.Configuration.Name));
        Done(unit);
    }

    /// <summary>Leaves a unit as it is published.</summary>
    public void Hold(string unit)
    {
        foreach (var pool in pools.Of(unit))
        {
            pool.Held[unit] = true;
            pool.Waiting.TryRemove(unit, out _);
        }
        Done(unit);
    }

    private static void Put(PoolState pool, CompiledUnit compiled)
    {
        pool.Whole.TryRemove(compiled.Name, out _);
        if (pool.Units.TryGetValue(compiled.Name, out var before)) NoteChanges(pool, PublishedUnit.DigestsOf(before.Unit), PublishedUnit.DigestsOf(compiled));
        if (compiled.Statuses.Count == 0) pool.Units.TryRemove(compiled.Name, out _);
        else pool.Units[compiled.Name] = new UnitContent(compiled);
    }

    // What changes has to be seen at the gateways again, even if it is what it once was.
    private static void NoteChanges(PoolState pool, Dictionary<StatusKey, string> before, Dictionary<StatusKey, string> now)
    {
        foreach (var target in before.Keys.Union(now.Keys).Where(target => before.GetValueOrDefault(target) != now.GetValueOrDefault(target)))
        {
            if (now.TryGetValue(target, out var digest)) pool.Changed[target] = digest;
            else pool.Changed.TryRemove(target, out _);
            pool.Programmed.TryRemove(target, out _);
        }
    }

    private void Done(string unit)
    {
        _unseen.TryRemove(unit, out _);
        foreach (var pool in pools.Of(unit)) queues.Pools.Add(pool.Configuration.Name);
    }
}
