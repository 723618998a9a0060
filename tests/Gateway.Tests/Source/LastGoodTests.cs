using Headgate.Configuration;
using Headgate.Gateway.Pipeline;

namespace Headgate.Gateway.Tests.Source;

/// <summary>What cannot be read leaves the last good state in force, for that Product alone, and shows.</summary>
public sealed class LastGoodTests : IDisposable
{
    private static readonly PublishedProduct Echo = new("shop/echo");
    private static readonly PublishedProduct Other = new("shop/other") { Shard = 1 };

    private readonly MountedPool _pool = new();

    public LastGoodTests() => _pool.Load(new PublishedPool(Echo, Other));

    public static TheoryData<string, byte[]> BrokenEntries() => new()
    {
        { EntryNames.Proxy(Echo.Name), [] },
        { EntryNames.Live(Echo.Name), [] },
        { EntryNames.Applications(Echo.Name, 0), [] },
        { EntryNames.Upstream(Echo.Name), [] },
        { EntryNames.Proxy(Echo.Name), Other.Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Metrics = [new Metric { Name = "hits", Parent = "gone" }] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Metrics = [new Metric { Name = "hits" }, new Metric { Name = "hits" }] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Metrics = [new Metric { Name = "hits", Parent = "hits" }] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Rules = [PublishedProduct.Rule("/", "gone")] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Rules = [PublishedProduct.Rule("/", "hits", 0)] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Rules = [PublishedProduct.Rule("nowhere", "hits")] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo with { Authentication = new Authentication() }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo.Proxy with { Backends = [Echo.Proxy.Backends[0] with { Url = "ftp://x" }] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo.Proxy with { Responses = [new RefusalOverride { Kind = RefusalKind.NoMatch }, new RefusalOverride { Kind = RefusalKind.NoMatch }] }).Pack() },
        { EntryNames.Proxy(Echo.Name), (Echo.Proxy with { Format = 2 }).Pack() },
        { EntryNames.Live(Echo.Name), (Echo.Live with { Plans = [Echo.Plans[0], Echo.Plans[0]] }).Pack() },
        { EntryNames.Live(Echo.Name), (Echo.Live with { Plans = [PlanOf(-1)] }).Pack() },
        { EntryNames.Live(Echo.Name), (Echo.Live with { Plans = [PlanOf(1L << 53)] }).Pack() },
        { EntryNames.Live(Echo.Name), (Echo.Live with { Product = "shop/another" }).Pack() },
        { EntryNames.Applications(Echo.Name, 0), (Echo.ApplicationSet with { Applications = [Echo.Applications[0], Echo.Applications[0]] }).Pack() },
        { EntryNames.Applications(Echo.Name, 0), (Echo.ApplicationSet with { Applications = [Echo.Applications[0], Echo.Applications[0] with { Name = "thief/x" }] }).Pack() },
        { EntryNames.Applications(Echo.Name, 0), (Echo.ApplicationSet with { Applications = [Echo.Applications[0] with { Keys = [new KeyDigest { Pepper = "old", Digest = "AAAA" }] }] }).Pack() },
        { EntryNames.Applications(Echo.Name, 0), (Echo.ApplicationSet with { Applications = [Echo.Applications[0] with { Keys = [new KeyDigest { Pepper = "old", Digest = "?" }] }] }).Pack() },
    };

    public void Dispose() => _pool.Dispose();

    [Theory, MemberData(nameof(BrokenEntries))]
    public async Task A_broken_entry_holds_back_its_Product_alone_until_it_is_mended(string entry, byte[] broken)
    {
        var before = _pool.Loader.Current.Find("echo.example");
        var next = new PublishedPool(Echo with { Hosts = ["new.example"], Plans = [] }, Other with { Hosts = ["other.example", "more.example"] });
        var (products, applications) = (next.ProductFiles(), next.ApplicationFiles());
        (products.ContainsKey(entry) ? products : applications)[entry] = broken;

        var held = _pool.Load(products, applications);
        Assert.True(held.Ready);
        Assert.Same(before, held.Find("echo.example"));
        Assert.Null(held.Find("new.example"));
        Assert.NotNull(held.Find("more.example"));
        var error = Assert.Single(held.Errors);
        Assert.Equal((entry, Echo.Name), (error.Entry, error.Product));
        Assert.NotEmpty(error.Message);
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));

        Assert.Same(held, _pool.Loader.Load());

        var mended = _pool.Load(new PublishedPool(Echo with { Hosts = ["new.example"] }, Other));
        Assert.Empty(mended.Errors);
        Assert.Null(mended.Find("echo.example"));
        Assert.NotNull(mended.Find("new.example"));
    }

    [Theory, MemberData(nameof(BrokenEntries))]
    public void A_broken_entry_at_a_cold_start_leaves_out_its_Product_alone(string entry, byte[] broken)
    {
        using var cold = new MountedPool();
        var next = new PublishedPool(Echo, Other);
        var (products, applications) = (next.ProductFiles(), next.ApplicationFiles());
        (products.ContainsKey(entry) ? products : applications)[entry] = broken;
        var snapshot = cold.Load(products, applications);
        Assert.Equal([Other.Name], snapshot.Products.Select(product => product.Name));
        Assert.Single(snapshot.Errors);
        Assert.True(snapshot.Ready);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Half_of_a_Product_leaves_it_as_it_was(bool withoutProxy)
    {
        var next = new PublishedPool(Echo, Other).ProductFiles();
        next.Remove(withoutProxy ? EntryNames.Proxy(Echo.Name) : EntryNames.Live(Echo.Name));
        _pool.Products.Swap(next);
        var snapshot = _pool.Loader.Load();
        Assert.NotNull(snapshot.Find("echo.example"));
        Assert.Equal("has not arrived", Assert.Single(snapshot.Errors).Message);
        Assert.True(snapshot.Ready);
    }

    [Fact]
    public async Task Broken_peppers_leave_the_good_ones_in_force()
    {
        var applications = new PublishedPool(Echo, Other).ApplicationFiles();
        applications[EntryNames.Peppers] = [];
        _pool.Applications.Swap(applications);
        var snapshot = _pool.Loader.Load();
        Assert.True(snapshot.Ready);
        Assert.Equal(EntryNames.Peppers, Assert.Single(snapshot.Errors).Entry);
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public void Unknown_entries_are_told_and_do_no_harm()
    {
        var products = new PublishedPool(Echo, Other).ProductFiles();
        products["readme.txt"] = [1];
        _pool.Products.Swap(products);
        Assert.Equal("readme.txt", Assert.Single(_pool.Loader.Load().Errors).Entry);
        Assert.True(_pool.Loader.Current.Ready);
    }

    [Fact]
    public void A_Product_that_is_absent_from_all_shards_is_gone()
    {
        var snapshot = _pool.Load(new PublishedPool(Other));
        Assert.Equal([Other.Name], snapshot.Products.Select(product => product.Name));
        Assert.Empty(snapshot.Errors);
        Assert.True(_pool.Load(new PublishedPool()).Ready);
        Assert.Empty(_pool.Loader.Current.Products);
    }

    [Fact]
    public void While_a_shard_is_missing_nothing_is_taken_away_and_what_came_is_taken()
    {
        var products = new PublishedPool(Echo with { Hosts = ["new.example"] }).ProductFiles();
        products.Remove(EntryNames.Shard(2, 1));
        _pool.Products.Swap(products);
        var snapshot = _pool.Loader.Load();
        Assert.Equal([Echo.Name, Other.Name], snapshot.Products.Select(product => product.Name));
        Assert.NotNull(snapshot.Find("new.example"));
        Assert.True(snapshot.Ready);
        Assert.Contains("1 of 2 shards", Assert.Single(snapshot.Errors).Message, StringComparison.Ordinal);

        _pool.Products.Swap(new PublishedPool(Echo).ProductFiles());
        Assert.Equal([Echo.Name], _pool.Loader.Load().Products.Select(product => product.Name));
    }

    [Fact]
    public async Task While_a_shard_of_Secrets_is_missing_no_Application_nor_pepper_is_taken_away()
    {
        var applications = new PublishedPool(Echo).ApplicationFiles();
        applications.Remove(EntryNames.Shard(2, 1));
        applications.Remove(EntryNames.Peppers);
        _pool.Applications.Swap(applications);
        Assert.True(_pool.Loader.Load().Ready);
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("other.example"));

        _pool.Applications.Swap(new PublishedPool(Echo).ApplicationFiles());
        _pool.Loader.Load();
        Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("other.example"));
    }

    [Fact]
    public void Directories_that_vanish_take_nothing_away()
    {
        Directory.Delete(_pool.ProductsDirectory, recursive: true);
        Directory.Delete(_pool.ApplicationsDirectory, recursive: true);
        var snapshot = _pool.Loader.Load();
        Assert.True(snapshot.Ready);
        Assert.Equal(2, snapshot.Products.Count);
        Assert.NotEmpty(snapshot.Errors);
    }

    [Fact]
    public void A_host_of_two_Products_stays_with_the_first_by_name_and_shows()
    {
        var snapshot = _pool.Load(new PublishedPool(Other with { Hosts = ["echo.example", "other.example"] }, Echo));
        Assert.Equal(Echo.Name, snapshot.Find("echo.example")?.Name);
        Assert.Equal(Other.Name, snapshot.Find("other.example")?.Name);
        Assert.Equal(Other.Name, Assert.Single(snapshot.Errors).Product);
        Assert.True(snapshot.Ready);
    }

    [Fact]
    public async Task Every_prefix_of_every_entry_leaves_the_last_good_in_force()
    {
        var good = _pool.Loader.Current.Find("echo.example");
        var published = new PublishedPool(Echo with { Hosts = ["new.example"], Applications = [], Secret = "s" }, Other);
        foreach (var entry in new[] { EntryNames.Proxy(Echo.Name), EntryNames.Live(Echo.Name), EntryNames.Applications(Echo.Name, 0), EntryNames.Upstream(Echo.Name) })
        {
            var whole = published.ProductFiles().GetValueOrDefault(entry) ?? published.ApplicationFiles()[entry];
            var directory = published.ProductFiles().ContainsKey(entry) ? _pool.ProductsDirectory : _pool.ApplicationsDirectory;
            var file = Path.Combine(directory, "..data", entry);
            var before = File.Exists(file) ? File.ReadAllBytes(file) : null;
            for (var length = 0; length < whole.Length; length++)
            {
                File.WriteAllBytes(file, whole[..length]);
                var snapshot = _pool.Loader.Load();
                Assert.True(snapshot.Ready);
                Assert.Same(good, snapshot.Find("echo.example"));
                Assert.Equal(entry, Assert.Single(snapshot.Errors).Entry);
            }
            if (before is null) File.Delete(file);
            else File.WriteAllBytes(file, before);
        }
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
        Assert.NotNull(_pool.Load(published).Find("new.example"));
    }

    private static Plan PlanOf(long value) =>
        Echo.Plans[0] with { Limits = [new Limit { Metric = "hits", Period = Period.Minute, Value = value, Mode = LimitMode.Enforce }] };
}
