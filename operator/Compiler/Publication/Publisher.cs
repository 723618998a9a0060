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
    public static IReadOnlyList<PublishedObject> Publish(IReadOnlyList<CompiledProduct> products, IReadOnlyList<Pepper> peppers, Pool pool) =>
        [.. Lay(products.SelectMany(product => PublishedEntry.Of(product, pool.Shards)), pool), PeppersOf(peppers, pool)];

    /// <summary>Puts entries into the objects of their shards, beside the marker that every shard has.</summary>
    public static IReadOnlyList<PublishedObject> Lay(IEnumerable<PublishedEntry> entries, Pool pool)
    {
        var configMaps = Shards(pool);
        var secrets = Shards(pool);
        foreach (var entry in entries) (entry.Kind == PublishedKind.ConfigMap ? configMaps : secrets)[entry.Shard].Add(entry.Name, entry.Content);
        return
        [
            .. configMaps.Select((content, shard) => new PublishedObject(PublishedKind.ConfigMap, NameOf(pool, "products", shard), content)),
            .. secrets.Select((content, shard) => new PublishedObject(PublishedKind.Secret, NameOf(pool, "applications", shard), content)),
        ];
    }

    /// <summary>The Secret with the peppers of a pool.</summary>
    public static PublishedObject PeppersOf(IReadOnlyList<Pepper> peppers, Pool pool) =>
        new(PublishedKind.Secret, PeppersName(pool.Name), new SortedDictionary<string, EntryContent>(StringComparer.Ordinal)
        {
            [EntryNames.Peppers] = EntryContent.Write(new PepperSet { Format = Contract.Format, Peppers = peppers }, ConfigurationJson.Default.PepperSet),
        });

    /// <summary>Name of the Secret with the peppers of a pool.</summary>
    public static string PeppersName(string pool) => $"headgate-{pool}-peppers";

    /// <summary>The number of shards that an object's name tells; null when it is none of this pool.</summary>
    public static int? ShardsOf(string pool, string name)
    {
        var parts = name.StartsWith($"headgate-{pool}-", StringComparison.Ordinal) ? name[$"headgate-{pool}-".Length..].Split('-') : [];
        return parts is ["products" or "applications", var count, _] && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var shards)
            ? shards
            : null;
    }

    /// <summary>The shard that an object's name tells, one of a pool.</summary>
    public static int IndexOf(string name) => int.Parse(name[(name.LastIndexOf('-') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture);

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
