using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Source;

/// <summary>What an operator publishes for a pool, as the files of the two mounted directories.</summary>
internal sealed record PublishedPool(params IReadOnlyList<PublishedProduct> Products)
{
    public int Shards { get; init; } = 2;

    public IReadOnlyList<Pepper> Peppers { get; init; } = [PeppersOfTests.Old];

    public SortedDictionary<string, byte[]> ProductFiles()
    {
        var files = Markers();
        foreach (var product in Products)
        {
            files[EntryNames.Proxy(product.Name)] = EntryContent.Write(product.Proxy, ConfigurationJson.Default.ProductProxy).Bytes.ToArray();
            files[EntryNames.Live(product.Name)] = EntryContent.Write(product.Live, ConfigurationJson.Default.ProductLive).Bytes.ToArray();
        }
        return files;
    }

    public SortedDictionary<string, byte[]> ApplicationFiles()
    {
        var files = Markers();
        files[EntryNames.Peppers] = EntryContent.Write(new PepperSet { Format = Contract.Format, Peppers = Peppers }, ConfigurationJson.Default.PepperSet).Bytes.ToArray();
        foreach (var product in Products)
        {
            files[EntryNames.Applications(product.Name, product.Shard)] =
                EntryContent.Write(product.ApplicationSet, ConfigurationJson.Default.ApplicationSet).Bytes.ToArray();
            if (product.Secret is not { } secret) continue;
            var secrets = new UpstreamSecrets { Format = Contract.Format, Product = product.Name, SecretToken = secret };
            files[EntryNames.Upstream(product.Name)] = EntryContent.Write(secrets, ConfigurationJson.Default.UpstreamSecrets).Bytes.ToArray();
        }
        return files;
    }

    private SortedDictionary<string, byte[]> Markers()
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        for (var index = 0; index < Shards; index++)
        {
            var shard = new Shard { Format = Contract.Format, Pool = "default", Environment = "production", Count = Shards, Index = index };
            files[EntryNames.Shard(Shards, index)] = EntryContent.Write(shard, ConfigurationJson.Default.Shard).Bytes.ToArray();
        }
        return files;
    }
}
