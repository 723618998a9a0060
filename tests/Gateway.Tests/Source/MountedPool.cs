using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;
using Headgate.Gateway.Source;
using Headgate.Limits;
using Headgate.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Source;

/// <summary>A gateway's configuration root in a directory of its own, the loader that reads it, and calls judged by what it loaded.</summary>
internal sealed class MountedPool : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly Decider _decider;

    public MountedPool()
    {
        Products = new KubeletMount(ProductsDirectory);
        Applications = new KubeletMount(ApplicationsDirectory);
        Loader = new ConfigurationLoader(Root);
        _decider = new Decider(new MemoryLimitStore(Time), Time);
    }

    /// <summary>In memory where there is such a place, as the kubelet's mounts of Secrets are: thousands of swaps then take seconds.</summary>
    public string Root { get; } = Directory.Exists(Memory)
        ? Directory.CreateDirectory(Path.Combine(Memory, $"headgate-test-{Guid.NewGuid():N}")).FullName
        : Directory.CreateTempSubdirectory("headgate-test-").FullName;

    public string ProductsDirectory => Path.Combine(Root, EntryNames.ProductsDirectory);

    public string ApplicationsDirectory => Path.Combine(Root, EntryNames.ApplicationsDirectory);

    public KubeletMount Products { get; }

    public KubeletMount Applications { get; }

    public ConfigurationLoader Loader { get; }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));

    /// <summary>Publishes everything and loads it.</summary>
    public Snapshot Load(PublishedPool pool) => Load(pool.ProductFiles(), pool.ApplicationFiles());

    /// <summary>Publishes these files and loads them.</summary>
    public Snapshot Load(IReadOnlyDictionary<string, byte[]> products, IReadOnlyDictionary<string, byte[]> applications)
    {
        Products.Swap(products);
        Applications.Swap(applications);
        return Loader.Load();
    }

    /// <summary>What becomes of a call with a key in a header.</summary>
    public async Task<Reason> AskAsync(string host, string key = PublishedProduct.Key, string path = "/")
    {
        var call = new Call();
        call.Begin(Loader.Current, host, "GET", path, new HeaderDictionary { ["user_key"] = key });
        return await _decider.DecideAsync(call, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
