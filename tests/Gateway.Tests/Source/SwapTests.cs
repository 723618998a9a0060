using System.Globalization;
using Headgate.Gateway.Snapshots;
using Headgate.Gateway.Source;
using Headgate.TestSupport;
using static Headgate.Gateway.Tests.Source.PublishedProduct;

namespace Headgate.Gateway.Tests.Source;

/// <summary>While the kubelet swaps as fast as it can, every snapshot is one whole state of each directory.</summary>
public sealed class SwapTests : IDisposable
{
    private const int Swaps = 2_000;
    private const int Products = 3;

    private readonly MountedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task No_snapshot_is_ever_torn()
    {
        _pool.Load(Generation(0).ProductFiles(), Generation(0).ApplicationFiles());
        AssertWhole(_pool.Loader.Current);
        var products = Enumerable.Range(1, 50).Select(generation => Generation(generation).ProductFiles()).ToArray();
        var applications = Enumerable.Range(1, 50).Select(generation => Generation(generation).ApplicationFiles()).ToArray();

        var swapping = Task.Run(
            () =>
            {
                for (var swap = 0; swap < Swaps; swap++)
                    (swap % 2 == 0 ? _pool.Products : _pool.Applications).Swap((swap % 2 == 0 ? products : applications)[swap / 2 % 50]);
            },
            TestContext.Current.CancellationToken);
        var seen = new HashSet<Snapshot>();
        while (!swapping.IsCompleted)
        {
            var snapshot = _pool.Loader.Load();
            if (seen.Add(snapshot)) AssertWhole(snapshot);
        }
        await swapping;
        AssertWhole(_pool.Loader.Load());
        Assert.Empty(_pool.Loader.Current.Errors);
        Assert.Equal(((Swaps / 2) - 1) % 50 + 1, GenerationOf(_pool.Loader.Current.Products[0].Hosts[0]));
    }

    [Fact]
    public async Task A_directory_read_while_it_is_swapped_is_one_state()
    {
        var mount = new KubeletMount(_pool.ProductsDirectory);
        var states = Enumerable.Range(0, 50).Select(state => Enumerable.Range(0, 10).ToDictionary(file => $"f{file}", _ => new[] { (byte)state })).ToArray();
        mount.Swap(states[0]);
        var swapping = Task.Run(
            () =>
            {
                for (var swap = 0; swap < Swaps / 8; swap++) mount.Swap(states[swap % states.Length]);
            },
            TestContext.Current.CancellationToken);
        var directory = new MountedDirectory(_pool.ProductsDirectory);
        while (!swapping.IsCompleted)
        {
            try
            {
                var files = directory.Read()!;
                Assert.Equal(10, files.Count);
                Assert.Single(files.Select(file => file.Bytes.Span[0]).Distinct());
            }
            catch (IOException)
            {
                // Swapped under every attempt: told, and tried again.
            }
        }
        await swapping;
    }

    // Each directory is one generation; the two need not be the same one.
    private static void AssertWhole(Snapshot snapshot)
    {
        Assert.True(snapshot.Ready);
        Assert.Equal(Products, snapshot.Products.Count);
        Assert.Single(snapshot.Products.SelectMany(PublishedParts).Distinct());
        Assert.Single(snapshot.Products.SelectMany(product => product.Applications.Applications.Select(application => GenerationOf(application.Name)).Append(GenerationOf(product.SecretToken!))).Distinct());
    }

    private static IEnumerable<int> PublishedParts(ProductRuntime product) =>
    [
        GenerationOf(product.Hosts[0]),
        GenerationOf(product.Version.Metrics.NameOf(1)),
        (int)product.Live.Plans["shop/basic"].AllLimits[0].Value,
    ];

    private static int GenerationOf(string name) => int.Parse(name[(name.LastIndexOf('.') + 1)..], CultureInfo.InvariantCulture);

    private static PublishedPool Generation(int generation) => new([.. Enumerable.Range(0, Products).Select(index => new PublishedProduct($"shop/p{index}")
    {
        Hosts = [$"p{index}.{generation}"],
        Metrics = [new() { Name = "hits" }, new() { Name = $"m.{generation}", Parent = "hits" }],
        Plans = [Plan("shop/basic", Limit("hits", generation))],
        Applications = [Application($"tenant/a.{generation}", "shop/basic", PeppersOfTests.Digest(Key))],
        NamedSecret = new() { Header = "X-Token" },
        Secret = $"s.{generation}",
    })])
    {
        Shards = 1,
    };
}
