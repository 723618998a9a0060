using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Cluster.Statuses;
using Headgate.Operator.Cluster.Versions;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Hands what was made of a unit to its pools and to the statuses, and knows when every unit was looked at once.</summary>
internal sealed class UnitResults(PoolStates pools, VersionLoss loss, StatusBoard board, OperatorQueues queues, Timeline timeline)
{
    private readonly ConcurrentDictionary<string, bool> _unseen = new(StringComparer.Ordinal);

    /// <summary>Whether every unit was looked at once and compiled for a pool, so that what is not there is not wanted.</summary>
    public bool IsCompleteFor(PoolState pool) => _unseen.IsEmpty && pool.Waiting.IsEmpty;

    /// <summary>Takes note of all units at the beginning.</summary>
    public void Expect(IEnumerable<string> units)
    {
        foreach (var unit in units) _unseen[unit] = true;
    }

    /// <summary>Compiles for each pool what its environment serves, and hands on.</summary>
    public void Put(UnitSource source, UnitVersions versions)
    {
        var served = new List<(PoolState Pool, CompilerOptions Options, CompiledUnit Unit)>();
        foreach (var pool in pools.Of(source.Name))
        {
            // Noted before the peppers are looked at: whoever makes them looks at what waits after that.
            pool.Waiting[source.Name] = true;
            if (pool.Peppers.Count == 0) continue;
            var options = new CompilerOptions { Peppers = pool.Peppers };
            var told = EnvironmentUnit.Of(source, versions.History, pool.Configuration.Environment, options);
            if (told.IsKnown || !loss.Holds(pool.Configuration, source, versions))
            {
                pool.Held.TryRemove(source.Name, out _);
                Put(pool, source, told);
            }
            else
            {
                pool.Held[source.Name] = true;
            }
            if (told.Unit is { Product: not null } unit) served.Add((pool, options, unit));
            pool.Waiting.TryRemove(source.Name, out _);
        }
        Report(source, versions, served);
        timeline.Compiled(source.Name, pools.Of(source.Name).Select(pool => pool.Configuration.Name));
        Done(source.Name);
    }

    // Where something is in production, that is what plans and Applications are judged by.
    private void Report(UnitSource source, UnitVersions versions, List<(PoolState Pool, CompilerOptions Options, CompiledUnit Unit)> served)
    {
        var (pool, options, unit) = served.OrderBy(entry => entry.Pool.Configuration.Environment).FirstOrDefault();
        if (pool is null && pools.Of(source.Name).Any() && pools.Of(source.Name).All(known => known.Peppers.Count == 0)) return;
        // Units that no pool serves have statuses too.
        options ??= pools.Of(source.Name).Select(known => known.Peppers).FirstOrDefault(peppers => peppers.Count > 0) is { } some
            ? new CompilerOptions { Peppers = some }
            : CompilerOptions.ToJudge;
        var report = unit is null ? Compiler.Compiler.CompileUnit(source, options) : UnitReport.Of(source, versions.Draft, unit, options);
        if (versions.Promotion is { } promotion) report = UnitReport.WithVersions(report, versions.History, promotion);
        board.Put(report, new VersionStanding(versions.IsSettled, versions.History.Staging?.Number, versions.History.Production?.Number));
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

    private static void Put(PoolState pool, UnitSource source, EnvironmentUnit told)
    {
        pool.Whole.TryRemove(source.Name, out _);
        var content = new UnitContent(told.Unit ?? new CompiledUnit(source.Name, null, [], []), told.Version);
        if (pool.Units.TryGetValue(source.Name, out var before)) NoteChanges(pool, before.Digests, content.Digests);
        if (source.IsEmpty) pool.Units.TryRemove(source.Name, out _);
        else pool.Units[source.Name] = content;
    }

    // What changes has to be seen at the gateways again, even if it is what it once was.
    private static void NoteChanges(PoolState pool, IReadOnlyDictionary<StatusKey, string> before, IReadOnlyDictionary<StatusKey, string> now)
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
        queues.Tests.Add(unit);
    }
}
