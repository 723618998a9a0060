using Headgate.Configuration;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Tests.Source;

/// <summary>A reload makes anew what changed and shares the rest: a pool of many Products must not pay for one of them.</summary>
public sealed class SharingTests : IDisposable
{
    private static readonly PublishedProduct Echo = new("shop/echo");
    private static readonly PublishedProduct Other = new("shop/other") { Shard = 1 };

    private readonly MountedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Nothing_changed_is_the_same_snapshot()
    {
        var before = _pool.Load(new PublishedPool(Echo, Other));
        Assert.Same(before, _pool.Loader.Load());
    }

    [Fact]
    public void The_same_content_in_a_new_directory_is_the_same_Products()
    {
        var before = _pool.Load(new PublishedPool(Echo, Other));
        Assert.Equal(before.Products, _pool.Load(new PublishedPool(Echo, Other)).Products);
    }

    [Fact]
    public void Only_the_Product_that_changed_is_made_anew()
    {
        var before = _pool.Load(new PublishedPool(Echo, Other));
        var after = _pool.Load(new PublishedPool(Echo with { Hosts = ["new.example"] }, Other));
        Assert.Same(Of(before, Other), Of(after, Other));
        Assert.NotSame(Of(before, Echo), Of(after, Echo));
    }

    [Fact]
    public void A_change_of_the_plans_shares_version_and_Applications()
    {
        var before = _pool.Load(new PublishedPool(Echo));
        var after = _pool.Load(new PublishedPool(Echo with { Plans = [PublishedProduct.Plan("shop/basic")] }));
        Assert.Same(Of(before, Echo).Version, Of(after, Echo).Version);
        Assert.Same(Of(before, Echo).Applications.FindByName("tenant/mobile"), Of(after, Echo).Applications.FindByName("tenant/mobile"));
    }

    [Fact]
    public void A_change_in_one_shard_of_Applications_shares_the_others()
    {
        var more = Echo with { Applications = [PublishedProduct.Application("tenant/more", "shop/basic", PeppersOfTests.Digest("more"))] };
        var applications = new PublishedPool(Echo).ApplicationFiles();
        applications[EntryNames.Applications(Echo.Name, 1)] = more.ApplicationSet.Pack();
        var before = _pool.Load(new PublishedPool(Echo).ProductFiles(), applications);
        applications[EntryNames.Applications(Echo.Name, 1)] = (more.ApplicationSet with { Applications = [more.Applications[0] with { Live = false }] }).Pack();
        var after = _pool.Load(new PublishedPool(Echo).ProductFiles(), applications);

        Assert.Same(Of(before, Echo).Version, Of(after, Echo).Version);
        Assert.Same(Of(before, Echo).Applications.FindByName("tenant/mobile"), Of(after, Echo).Applications.FindByName("tenant/mobile"));
        Assert.True(Of(before, Echo).Applications.FindByName("tenant/more")!.Live);
        Assert.False(Of(after, Echo).Applications.FindByName("tenant/more")!.Live);
    }

    [Fact]
    public void A_snapshot_that_was_taken_does_not_change()
    {
        var before = _pool.Load(new PublishedPool(Echo, Other));
        _pool.Load(new PublishedPool());
        Assert.Equal(2, before.Products.Count);
        Assert.NotNull(before.Find("echo.example"));
    }

    [Fact]
    public void The_digests_in_force_are_those_of_the_published_entries()
    {
        var snapshot = _pool.Load(new PublishedPool(Echo with { NamedSecret = new SecretToken { Header = "X" }, Secret = "s" }));
        string[] entries = [EntryNames.Applications(Echo.Name, 0), EntryNames.Live(Echo.Name), EntryNames.Proxy(Echo.Name), EntryNames.Upstream(Echo.Name)];
        Assert.Equal(entries, Of(snapshot, Echo).Digests.Keys);
        Assert.Equal(EntryContent.Write(Echo.Live, ConfigurationJson.Default.ProductLive).Digest, Of(snapshot, Echo).Digests[EntryNames.Live(Echo.Name)]);
    }

    private static ProductRuntime Of(Snapshot snapshot, PublishedProduct product) => snapshot.Products.Single(found => found.Name == product.Name);
}
