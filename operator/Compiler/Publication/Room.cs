namespace Headgate.Compiler.Publication;

/// <summary>
/// Keeps each object below the size that an API server takes (Kubernetes: 1 MiB for the data of a ConfigMap or Secret). Where it would be passed,
/// the newest are left out whole and named; nothing is cut.
/// </summary>
public static class Room
{
    /// <summary>Most bytes of entries in one object; below 1 MiB, for the names of the entries and what the server adds.</summary>
    public const int MostBytes = 1_000_000;

    /// <summary>What fits, and what does not.</summary>
    /// <param name="Entries">What is published.</param>
    /// <param name="Products">Products that are left out, with all that is theirs.</param>
    /// <param name="Applications">Applications that are left out.</param>
    public sealed record Fitting(IReadOnlyList<PublishedEntry> Entries, IReadOnlyList<string> Products, IReadOnlyList<string> Applications);

    /// <summary>Fits Products into the objects of a pool.</summary>
    /// <param name="products">The Products.</param>
    /// <param name="entriesOf">The entries of each, <see cref="PublishedEntry.Of"/> or what is remembered of it.</param>
    /// <param name="shards">Number of shards.</param>
    /// <param name="reserved">Bytes that are in use by others, by object.</param>
    /// <param name="mostBytes">Most bytes of one object.</param>
    public static Fitting Fit(
        IReadOnlyCollection<CompiledProduct> products,
        Func<CompiledProduct, IReadOnlyList<PublishedEntry>> entriesOf,
        int shards,
        IReadOnlyDictionary<(PublishedKind, int), int> reserved,
        int mostBytes = MostBytes)
    {
        var all = products.SelectMany(entriesOf).ToList();
        var sizes = all.GroupBy(entry => (entry.Kind, entry.Shard)).ToDictionary(group => group.Key, group => group.Sum(SizeOf));
        if (sizes.All(size => size.Value + reserved.GetValueOrDefault(size.Key) <= mostBytes)) return new Fitting(all, [], []);

        var taken = new Dictionary<(PublishedKind, int), int>(reserved);
        var (entries, lostProducts, lostApplications) = (new List<PublishedEntry>(), new List<string>(), new List<string>());
        var kept = new List<CompiledProduct>();
        // Products first: an Application is of no use without its Product.
        foreach (var product in products.OrderBy(product => product.Created ?? DateTimeOffset.MinValue)
            .ThenBy(product => product.Proxy.Product, StringComparer.Ordinal))
        {
            var own = entriesOf(product).Where(entry => !IsApplications(entry, product)).ToList();
            if (TryTake(own)) kept.Add(product);
            else lostProducts.Add(product.Proxy.Product);
        }
        foreach (var shard in kept.SelectMany(product => product.Applications.Select(application => Publisher.ShardOf(application.Uid, shards))).Distinct())
            TakeOldest(shard);
        return new Fitting(entries, lostProducts, lostApplications);

        bool TryTake(IReadOnlyList<PublishedEntry> wanted)
        {
            var sums = wanted.GroupBy(entry => (entry.Kind, entry.Shard)).ToDictionary(group => group.Key, group => group.Sum(SizeOf));
            if (sums.Any(sum => taken.GetValueOrDefault(sum.Key) + sum.Value > mostBytes)) return false;
            foreach (var (key, size) in sums) taken[key] = taken.GetValueOrDefault(key) + size;
            entries.AddRange(wanted);
            return true;
        }

        // The oldest of all Products: who adds many takes nothing from those that were there.
        void TakeOldest(int shard)
        {
            var oldest = kept
                .SelectMany(product => product.Applications.Select(application => (Product: product.Proxy.Product, Application: application)))
                .Where(item => Publisher.ShardOf(item.Application.Uid, shards) == shard)
                .OrderBy(item => item.Application.Created ?? DateTimeOffset.MinValue)
                .ThenBy(item => item.Application.Entry.Name, StringComparer.Ordinal).ToList();
            var left = mostBytes - taken.GetValueOrDefault((PublishedKind.Secret, shard));
            // How many fit is searched, since they are packed together.
            var (fits, tooMany) = (0, oldest.Count + 1);
            while (tooMany - fits > 1)
            {
                var middle = (fits + tooMany) / 2;
                if (EntriesOf(middle).Sum(SizeOf) <= left) fits = middle;
                else tooMany = middle;
            }
            TryTake(EntriesOf(fits));
            lostApplications.AddRange(oldest.Skip(fits).Select(item => item.Application.Entry.Name));

            IReadOnlyList<PublishedEntry> EntriesOf(int count) => [.. oldest.Take(count).GroupBy(item => item.Product, StringComparer.Ordinal)
                .Select(group => PublishedEntry.ApplicationsOf(group.Key, shard, group.Select(item => item.Application)))];
        }
    }

    private static int SizeOf(PublishedEntry entry) => entry.Name.Length + entry.Content.Bytes.Length;

    private static bool IsApplications(PublishedEntry entry, CompiledProduct product) =>
        entry.Kind == PublishedKind.Secret && entry.Name != Configuration.EntryNames.Upstream(product.Proxy.Product);
}
