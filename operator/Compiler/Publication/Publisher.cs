using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Headgate.Configuration;

namespace Headgate.Compiler.Publication;

/// <summary>Lays out what was compiled as the objects of a pool. Pure.</summary>
public static class Publisher
{
    /// <summary>The objects, by kind and shard: for each shard one ConfigMap and one Secret; the peppers have a Secret of their own.</summary>
    public static IReadOnlyList<PublishedObject> Publish(IReadOnlyList<CompiledProduct> products, IReadOnlyList<Pepper> peppers, Pool pool)
    {
        var configMaps = Shards(pool);
        var secrets = Shards(pool);
        foreach (var product in products)
        {
            var name = product.Proxy.Product;
            var shard = ShardOf(product.Uid, pool.Shards);
            configMaps[shard].Add(EntryNames.Proxy(name), EntryContent.Write(product.Proxy, ConfigurationJson.Default.ProductProxy));
            configMaps[shard].Add(EntryNames.Live(name), EntryContent.Write(product.Live, ConfigurationJson.Default.ProductLive));
            if (product.Upstream is { } upstream)
                secrets[shard].Add(EntryNames.Upstream(name), EntryContent.Write(upstream, ConfigurationJson.Default.UpstreamSecrets));
            foreach (var group in product.Applications.GroupBy(application => ShardOf(application.Uid, pool.Shards)))
            {
                var set = new ApplicationSet { Format = Contract.Format, Product = name, Applications = [.. group.Select(application => application.Entry)] };
                secrets[group.Key].Add(EntryNames.Applications(name, group.Key), EntryContent.Write(set, ConfigurationJson.Default.ApplicationSet));
            }
        }
        var pepperSet = new PepperSet { Format = Contract.Format, Peppers = peppers };
        return
        [
            .. configMaps.Select((entries, shard) => new PublishedObject(PublishedKind.ConfigMap, NameOf(pool, "products", shard), entries)),
            .. secrets.Select((entries, shard) => new PublishedObject(PublishedKind.Secret, NameOf(pool, "applications", shard), entries)),
            new PublishedObject(PublishedKind.Secret, $"headgate-{pool.Name}-peppers", new SortedDictionary<string, EntryContent>(StringComparer.Ordinal)
            {
                [EntryNames.Peppers] = EntryContent.Write(pepperSet, ConfigurationJson.Default.PepperSet),
            }),
        ];
    }

    /// <summary>The shard an identity lives in: spread evenly, and the same for ever.</summary>
    /// <param name="uid">A UID, or another unique text.</param>
    /// <param name="shards">Number of shards, a power of two.</param>
    public static int ShardOf(string uid, int shards) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(uid))) & (uint)(shards - 1));

    // The number of shards is part of the name, so that the layouts of two numbers can stand side by side while pods move over.
    private static string NameOf(Pool pool, string what, int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"headgate-{pool.Name}-{what}-{pool.Shards}-{shard}");

    private static IReadOnlyList<SortedDictionary<string, EntryContent>> Shards(Pool pool) =>
    [
        .. Enumerable.Range(0, pool.Shards).Select(index => new SortedDictionary<string, EntryContent>(StringComparer.Ordinal)
        {
            [EntryNames.Shard(pool.Shards, index)] = EntryContent.Write(
                new Shard { Format = Contract.Format, Pool = pool.Name, Environment = pool.Environment, Count = pool.Shards, Index = index },
                ConfigurationJson.Default.Shard),
        }),
    ];
}
