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
        if (!results.IsComplete) return TimeSpan.FromMilliseconds(50);
        var changes = timeline.TakeCompiled(pool.Configuration.Name);
        var layouts = waiting.LayoutsOf(pool).Select(shards => Lay(pool, shards)).ToList();
        var wrote = false;
        foreach (var item in layouts.SelectMany(layout => layout.Objects).Where(item => item.Kind == PublishedKind.ConfigMap))
            wrote |= await WriteAsync(pool, item, keepOthers: true, cancellationToken);
        pool.Published = Describe(layouts[0]);
        Tell(pool, layouts[0]);
        if (waiting.MustWait(pool, wrote))
        {
            timeline.GiveBack(pool.Configuration.Name, changes);
            queues.Gateways.Add(pool.Configuration.Name);
            return TimeSpan.FromMilliseconds(100);
        }
        foreach (var item in layouts.SelectMany(layout => layout.Objects).Where(item => item.Kind == PublishedKind.Secret))
            wrote |= await WriteAsync(pool, item, keepOthers: false, cancellationToken);
        foreach (var item in layouts.SelectMany(layout => layout.Objects).Where(item => item.Kind == PublishedKind.ConfigMap))
            wrote |= await WriteAsync(pool, item, keepOthers: false, cancellationToken);
        await PruneAsync(pool, layouts, cancellationToken);
        timeline.Published(pool.Configuration.Name, changes);
        queues.Gateways.Add(pool.Configuration.Name);
        return again;
    }

    private static Layout Lay(PoolState pool, int shards)
    {
        var contents = pool.Units.Where(unit => unit.Value.Unit.Product is not null && !pool.Held.ContainsKey(unit.Key))
            .ToDictionary(unit => unit.Key, unit => unit.Value, StringComparer.Ordinal);
        var fitting = Room.Fit([.. contents.Values.Select(content => content.Unit.Product!)],
            product => contents[product.Proxy.Product].EntriesFor(shards), shards);
        return new Layout(shards, Publisher.Lay(fitting.Entries, pool.Layout(shards)), fitting, contents);
    }

    private async Task<bool> WriteAsync(PoolState pool, PublishedObject item, bool keepOthers, CancellationToken cancellationToken)
    {
        var data = item.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Bytes.ToArray(), StringComparer.Ordinal);
        foreach (var (name, bytes) in objects.Find(pool.Configuration, item.Kind, item.Name)?.Data ?? new Dictionary<string, byte[]>())
        {
            var product = EntryNames.Read(name).Product;
            if (product is not null && (keepOthers || pool.Held.ContainsKey(product))) data.TryAdd(name, bytes);
        }
        return await objects.WriteAsync(pool.Configuration, item.Kind, item.Name, data, new Dictionary<string, string>(), cancellationToken);
    }

    private async Task PruneAsync(PoolState pool, List<Layout> layouts, CancellationToken cancellationToken)
    {
        var wanted = layouts.SelectMany(layout => layout.Objects).Select(item => (item.Kind, item.Name)).ToHashSet();
        wanted.Add((PublishedKind.Secret, Publisher.PeppersName(pool.Configuration.Name)));
        foreach (var copy in objects.Of(pool.Configuration).Where(copy => !wanted.Contains((copy.Kind, copy.Key.Name))).ToList())
            await objects.DeleteAsync(copy, cancellationToken);
    }

    private static Dictionary<string, PublishedUnit> Describe(Layout layout) =>
        layout.Contents.Where(unit => !layout.Fitting.Products.Contains(unit.Key)).ToDictionary(
            unit => unit.Key,
            unit => layout.Fitting.Applications.Count == 0
                ? unit.Value.PublishedFor(layout.Shards)
                : unit.Value.Describe(layout.Shards, [.. layout.Fitting.Entries.Where(entry => EntryNames.Read(entry.Name).Product == unit.Key)]),
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
