using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Cluster.Units;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>
/// Publishes to one pool, from what all its units are: peppers, then what is new in ConfigMaps, then Secrets once gateways have that, then what is
/// no longer wanted goes.
/// </summary>
internal sealed class PoolPublisher(
    PublishedObjects objects, PepperKeeper peppers, UnitResults results, PublicationWait waiting, OperatorQueues queues, Timeline timeline)
{
    /// <summary>Publishes.</summary>
    /// <returns>When to look again; null when all is as it should be.</returns>
    public async Task<TimeSpan?> PublishAsync(PoolState pool, CancellationToken cancellationToken)
    {
        var again = await peppers.KeepAsync(pool, cancellationToken);
        // What is not there is not wanted only when every unit was looked at.
        if (!results.IsCompleteFor(pool)) return TimeSpan.FromMilliseconds(50);
        var changes = timeline.TakeCompiled(pool.Configuration.Name);
        try
        {
            if (!await PublishAllAsync(pool, cancellationToken))
            {
                timeline.GiveBack(pool.Configuration.Name, changes);
                return TimeSpan.FromMilliseconds(100);
            }
        }
        catch
        {
            timeline.GiveBack(pool.Configuration.Name, changes);
            throw;
        }
        timeline.Published(pool.Configuration.Name, changes);
        return again;
    }

    // False while Secrets have to wait.
    private async Task<bool> PublishAllAsync(PoolState pool, CancellationToken cancellationToken)
    {
        var layouts = waiting.LayoutsOf(pool).Select(shards => Lay(pool, shards)).ToList();
        var configMaps = layouts.SelectMany(layout => layout.Objects).Where(item => item.Kind == PublishedKind.ConfigMap).ToList();
        var wrote = false;
        foreach (var item in configMaps) wrote |= await WriteAsync(pool, item, keepOthers: true, cancellationToken);
        pool.Published = Describe(layouts[0]);
        Tell(pool, layouts[0]);
        queues.Gateways.Add(pool.Configuration.Name);
        if (waiting.MustWait(pool, wrote)) return false;
        foreach (var item in layouts.SelectMany(layout => layout.Objects).Where(item => item.Kind == PublishedKind.Secret))
            await WriteAsync(pool, item, keepOthers: false, cancellationToken);
        foreach (var item in configMaps) await WriteAsync(pool, item, keepOthers: false, cancellationToken);
        await PruneAsync(pool, layouts, cancellationToken);
        // Only now there is all of it to be seen.
        queues.Gateways.Add(pool.Configuration.Name);
        return true;
    }

    private Layout Lay(PoolState pool, int shards)
    {
        var contents = pool.Units.Where(unit => unit.Value.Unit.Product is not null && !pool.Held.ContainsKey(unit.Key))
            .ToDictionary(unit => unit.Key, unit => unit.Value, StringComparer.Ordinal);
        var fitting = Room.Fit([.. contents.Values.Select(content => content.Unit.Product!)],
            product => contents[product.Proxy.Product].EntriesFor(shards), shards, HeldBytes(pool, shards));
        return new Layout(shards, Publisher.Lay(fitting.Entries, pool.Layout(shards)), fitting, contents);
    }

    // What stays as it is published takes room as well.
    private Dictionary<(PublishedKind, int), int> HeldBytes(PoolState pool, int shards) => pool.Held.IsEmpty ? []
        : objects.Of(pool.Configuration).Where(copy => Publisher.ShardsOf(pool.Configuration.Name, copy.Key.Name) == shards)
            .ToDictionary(copy => (copy.Kind, Publisher.IndexOf(copy.Key.Name)), copy => copy.Data.Where(entry => IsHeld(pool, entry.Key)).Sum(SizeOf));

    private async Task<bool> WriteAsync(PoolState pool, PublishedObject item, bool keepOthers, CancellationToken cancellationToken)
    {
        var data = item.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Bytes.ToArray(), StringComparer.Ordinal);
        var current = objects.Find(pool.Configuration, item.Kind, item.Name);
        var standing = current?.Data ?? new Dictionary<string, byte[]>();
        foreach (var (name, bytes) in standing.Where(entry => IsHeld(pool, entry.Key))) data.TryAdd(name, bytes);
        var others = standing.Where(entry => EntryNames.Read(entry.Key).Product is not null && !data.ContainsKey(entry.Key)).ToList();
        // Where old and new do not fit together, the old goes first.
        if (keepOthers && data.Sum(SizeOf) + others.Sum(SizeOf) <= Room.MostBytes)
            foreach (var (name, bytes) in others) data.Add(name, bytes);
        return await objects.WriteAsync(pool.Configuration, item.Kind, item.Name, data, AnnotationsFor(pool, current), cancellationToken);
    }

    // What is held was made under the definitions of then: the next process has to know that, to hold it as well.
    private static Dictionary<string, string> AnnotationsFor(PoolState pool, PublishedCopy? current) =>
        current?.Data.Keys.Any(entry => IsHeld(pool, entry)) == true && current.Annotations.TryGetValue(PublishedObjects.DefinitionsAnnotation, out var known)
            ? new() { [PublishedObjects.DefinitionsAnnotation] = known }
            : [];

    private static bool IsHeld(PoolState pool, string entry) => EntryNames.Read(entry).Product is { } product && pool.Held.ContainsKey(product);

    private static int SizeOf(KeyValuePair<string, byte[]> entry) => entry.Key.Length + entry.Value.Length;

    private async Task PruneAsync(PoolState pool, List<Layout> layouts, CancellationToken cancellationToken)
    {
        var wanted = layouts.SelectMany(layout => layout.Objects).Select(item => (item.Kind, item.Name)).ToHashSet();
        wanted.Add((PublishedKind.Secret, Publisher.PeppersName(pool.Configuration.Name)));
        foreach (var copy in objects.Of(pool.Configuration).Where(copy => !wanted.Contains((copy.Kind, copy.Key.Name))).ToList())
            await objects.DeleteAsync(copy, cancellationToken);
        // Those of a pool that is not configured any more hold digests and tokens, and go when nobody mounts them.
        foreach (var copy in objects.OfNoPool(pool.Configuration.Namespace).Where(copy => !waiting.IsMounted(copy.Key)).ToList())
            await objects.DeleteAsync(copy, cancellationToken);
    }

    private static Dictionary<string, PublishedUnit> Describe(Layout layout) =>
        layout.Contents.Where(unit => !layout.Fitting.Products.Contains(unit.Key)).ToDictionary(
            unit => unit.Key,
            unit => layout.Fitting.Applications.Count == 0
                ? unit.Value.PublishedFor(layout.Shards)
                : unit.Value.Describe(
                    layout.Shards,
                    [.. layout.Fitting.Entries.Where(entry => EntryNames.Read(entry.Name).Product == unit.Key)],
                    layout.Fitting.Applications.ToHashSet(StringComparer.Ordinal)),
            StringComparer.Ordinal);

    // Who is left out learns it, and who is let in again.
    private void Tell(PoolState pool, Layout layout)
    {
        var full = $"The published objects of the pool {pool.Configuration.Name} are full. Raise its number of shards, or delete what is not used.";
        var refused = layout.Fitting.Products.Select(name => (Kinds.Products, name))
            .Concat(layout.Fitting.Applications.Select(name => (Kinds.Applications, name)))
            .ToDictionary(entry => new StatusKey(entry.Item1, new Controllers.ObjectKey(entry.name.Split('/')[0], entry.name.Split('/')[1])), _ => full);
        var changed = refused.Keys.Except(pool.NoRoom.Keys).Concat(pool.NoRoom.Keys.Except(refused.Keys)).ToList();
        pool.NoRoom = refused;
        foreach (var target in changed) queues.Statuses.Add(target);
    }

    private sealed record Layout(
        int Shards, IReadOnlyList<PublishedObject> Objects, Room.Fitting Fitting, IReadOnlyDictionary<string, UnitContent> Contents);
}
