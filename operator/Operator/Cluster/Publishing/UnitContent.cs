using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Compiler.Publication;
using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>What was made of a unit for one pool, and its entries by layout.</summary>
internal sealed class UnitContent(CompiledUnit unit, ProductVersion? version)
{
    private readonly ConcurrentDictionary<int, IReadOnlyList<PublishedEntry>> _entries = new();
    private readonly ConcurrentDictionary<int, PublishedUnit> _published = new();

    /// <summary>What was made.</summary>
    public CompiledUnit Unit { get; } = unit;

    /// <summary>The version that it is made of.</summary>
    public ProductVersion? Version { get; } = version;

    /// <summary>Content digest of each object that gateways are told of.</summary>
    public IReadOnlyDictionary<StatusKey, string> Digests { get; } = PublishedUnit.DigestsOf(unit);

    /// <summary>The entries for a number of shards.</summary>
    public IReadOnlyList<PublishedEntry> EntriesFor(int shards) =>
        Unit.Product is { } product ? _entries.GetOrAdd(shards, count => PublishedEntry.Of(product, count)) : [];

    /// <summary>What there is to be seen of it at the gateways when all of it is published.</summary>
    public PublishedUnit PublishedFor(int shards) => _published.GetOrAdd(shards, count => Describe(count, EntriesFor(count), new HashSet<string>()));

    /// <summary>What there is to be seen of it at the gateways when these entries are published.</summary>
    /// <param name="shards">Number of shards.</param>
    /// <param name="entries">The entries.</param>
    /// <param name="leftOut">Applications that are in none of them.</param>
    public PublishedUnit Describe(int shards, IReadOnlyList<PublishedEntry> entries, IReadOnlySet<string> leftOut)
    {
        var shardOf = Unit.Product!.Applications.ToDictionary(
            item => item.Entry.Name, item => Publisher.ShardOf(item.Uid, shards), StringComparer.Ordinal);
        var parts = new Dictionary<StatusKey, (string, string?)>();
        foreach (var (resource, status) in Unit.Statuses.Where(status => status.Status.ContentDigest is not null && !leftOut.Contains(status.Resource.FullName)))
        {
            parts[StatusKey.Of(resource)] = (status.ContentDigest!, resource switch
            {
                Product => null,
                Resources.MappingRule => EntryNames.Proxy(Unit.Name),
                ApplicationPlan => EntryNames.Live(Unit.Name),
                _ => EntryNames.Applications(Unit.Name, shardOf[resource.FullName]),
            });
        }
        return new PublishedUnit(entries.ToDictionary(entry => entry.Name, entry => entry.Content.Digest, StringComparer.Ordinal), parts);
    }
}
