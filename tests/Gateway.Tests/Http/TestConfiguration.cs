using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A directory as a gateway mounts it.</summary>
internal sealed class TestConfiguration : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("headgate-http-").FullName;

    /// <summary>Writes one shard with these Products.</summary>
    public void Write(IEnumerable<TestProduct> products, bool withPeppers = true)
    {
        var proxies = Directory.CreateDirectory(Path.Combine(Root, EntryNames.ProductsDirectory)).FullName;
        var applications = Directory.CreateDirectory(Path.Combine(Root, EntryNames.ApplicationsDirectory)).FullName;
        foreach (var product in products)
        {
            Put(proxies, EntryNames.Proxy(product.Name), EntryContent.Write(product.Proxy(), ConfigurationJson.Default.ProductProxy));
            Put(proxies, EntryNames.Live(product.Name), EntryContent.Write(product.Live(), ConfigurationJson.Default.ProductLive));
            Put(applications, EntryNames.Applications(product.Name, 0), EntryContent.Write(product.Set(), ConfigurationJson.Default.ApplicationSet));
            if (product.SecretToken is not { } token) continue;
            var secrets = new UpstreamSecrets { Format = Contract.Format, Product = product.Name, SecretToken = token };
            Put(applications, EntryNames.Upstream(product.Name), EntryContent.Write(secrets, ConfigurationJson.Default.UpstreamSecrets));
        }
        if (withPeppers)
        {
            var peppers = new PepperSet { Format = Contract.Format, Peppers = [TestProduct.Pepper] };
            Put(applications, EntryNames.Peppers, EntryContent.Write(peppers, ConfigurationJson.Default.PepperSet));
        }
        var shard = new Shard { Format = Contract.Format, Pool = "test", Environment = "production", Count = 1, Index = 0 };
        foreach (var directory in new[] { proxies, applications })
            Put(directory, EntryNames.Shard(1, 0), EntryContent.Write(shard, ConfigurationJson.Default.Shard));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static void Put(string directory, string entry, EntryContent content) => File.WriteAllBytes(Path.Combine(directory, entry), content.Bytes.Span);
}
