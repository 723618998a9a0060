using Headgate.Configuration;

namespace Headgate.Compiler.Publication;

/// <summary>One entry, and the object that it belongs into.</summary>
/// <param name="Kind">Kind of the object.</param>
/// <param name="Shard">Index of the object.</param>
/// <param name="Name">Name of the entry.</param>
/// <param name="Content">Its content.</param>
public sealed record PublishedEntry(PublishedKind Kind, int Shard, string Name, EntryContent Content)
{
    /// <summary>The entries of a Product.</summary>
    /// <param name="product">The Product.</param>
    /// <param name="shards">Number of shards, a power of two.</param>
    public static IReadOnlyList<PublishedEntry> Of(CompiledProduct product, int shards)
    {
        var name = product.Proxy.Product;
        var shard = Publisher.ShardOf(product.Uid, shards);
        var entries = new List<PublishedEntry>
        {
            new(PublishedKind.ConfigMap, shard, EntryNames.Proxy(name), EntryContent.Write(product.Proxy, ConfigurationJson.Default.ProductProxy)),
            new(PublishedKind.ConfigMap, shard, EntryNames.Live(name), EntryContent.Write(product.Live, ConfigurationJson.Default.ProductLive)),
        };
        if (product.Upstream is { } upstream)
        {
            var content = EntryContent.Write(upstream, ConfigurationJson.Default.UpstreamSecrets);
            entries.Add(new PublishedEntry(PublishedKind.Secret, shard, EntryNames.Upstream(name), content));
        }
        entries.AddRange(product.Applications.GroupBy(application => Publisher.ShardOf(application.Uid, shards)).Select(group =>
            ApplicationsOf(name, group.Key, group)));
        return entries;
    }

    /// <summary>The entry of those Applications of a Product that live in one shard.</summary>
    internal static PublishedEntry ApplicationsOf(string product, int shard, IEnumerable<CompiledApplication> applications)
    {
        var set = new ApplicationSet
        {
            Format = Contract.Format,
            Product = product,
            Applications = [.. applications.Select(application => application.Entry).OrderBy(entry => entry.Name, StringComparer.Ordinal)],
        };
        var content = EntryContent.Write(set, ConfigurationJson.Default.ApplicationSet);
        return new PublishedEntry(PublishedKind.Secret, shard, EntryNames.Applications(product, shard), content);
    }
}
