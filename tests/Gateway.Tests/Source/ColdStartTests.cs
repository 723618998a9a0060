using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;

namespace Headgate.Gateway.Tests.Source;

/// <summary>A gateway that has never loaded is not ready and says why; what it cannot know yet it does not refuse for good.</summary>
public sealed class ColdStartTests : IDisposable
{
    private readonly MountedPool _pool = new();
    private readonly PublishedPool _published = new(new PublishedProduct("shop/echo"));

    public void Dispose() => _pool.Dispose();

    [Fact]
    public void Before_the_first_load_there_is_nothing_and_it_is_not_ready() => Assert.False(_pool.Loader.Current.Ready);

    [Fact]
    public void Without_directories_it_is_not_ready_and_says_why() => AssertNotReady(_pool.Loader.Load(), "no shard has arrived");

    [Fact]
    public void With_empty_directories_it_is_not_ready_and_says_why()
    {
        Directory.CreateDirectory(_pool.ProductsDirectory);
        Directory.CreateDirectory(_pool.ApplicationsDirectory);
        AssertNotReady(_pool.Loader.Load(), "no shard has arrived");
    }

    [Fact]
    public void Without_one_directory_it_is_not_ready()
    {
        _pool.Products.Swap(_published.ProductFiles());
        AssertNotReady(_pool.Loader.Load(), "no shard has arrived");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void With_a_shard_missing_it_is_not_ready_and_says_how_many_there_are(bool ofProducts)
    {
        var (products, applications) = (_published.ProductFiles(), _published.ApplicationFiles());
        (ofProducts ? products : applications).Remove(EntryNames.Shard(2, 1));
        AssertNotReady(_pool.Load(products, applications), "1 of 2 shards have arrived");
    }

    [Fact]
    public void Markers_that_lie_about_themselves_do_not_count()
    {
        var products = _published.ProductFiles();
        var lie = new Shard { Format = Contract.Format, Pool = "default", Environment = "production", Count = 1, Index = 0 };
        products.Remove(EntryNames.Shard(2, 1));
        products[EntryNames.Shard(2, 0)] = EntryContent.Write(lie, ConfigurationJson.Default.Shard).Bytes.ToArray();
        AssertNotReady(_pool.Load(products, _published.ApplicationFiles()), "no shard has arrived");
    }

    [Fact]
    public async Task Without_peppers_it_is_not_ready_and_keys_are_pending_rather_than_unknown()
    {
        var applications = _published.ApplicationFiles();
        applications.Remove(EntryNames.Peppers);
        AssertNotReady(_pool.Load(_published.ProductFiles(), applications), "has not arrived: keys cannot be judged");
        Assert.Equal(Reason.KeysPending, await _pool.AskAsync("echo.example"));
        Assert.Equal(Reason.KeysPending, await _pool.AskAsync("echo.example", "guess"));
        Assert.Equal(503, RefusalAnswer.Of(Reason.KeysPending).Status);

        Assert.True(_pool.Load(_published).Ready);
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
        Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("echo.example", "guess"));
    }

    [Fact]
    public async Task With_broken_peppers_it_is_not_ready_and_keys_are_pending()
    {
        var applications = _published.ApplicationFiles();
        applications[EntryNames.Peppers] = [1, 2, 3];
        AssertNotReady(_pool.Load(_published.ProductFiles(), applications), "shorter than a gzip stream can be");
        Assert.Equal(Reason.KeysPending, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public void With_nothing_but_a_broken_Product_it_is_not_ready()
    {
        var products = _published.ProductFiles();
        products[EntryNames.Proxy("shop/echo")] = [];
        AssertNotReady(_pool.Load(products, _published.ApplicationFiles()), "shorter than a gzip stream can be");
    }

    [Fact]
    public async Task A_plan_that_has_not_arrived_is_pending()
    {
        var applications = new PublishedPool(new PublishedProduct("shop/echo") { Applications = [PublishedProduct.Application("a/b", "shop/later", PeppersOfTests.Digest("k"))] });
        _pool.Load(_published.ProductFiles(), applications.ApplicationFiles());
        Assert.Equal(Reason.PlanPending, await _pool.AskAsync("echo.example", "k"));
        Assert.Equal(503, RefusalAnswer.Of(Reason.PlanPending).Status);
    }

    [Fact]
    public async Task A_secret_that_has_not_arrived_is_pending()
    {
        var product = new PublishedProduct("shop/echo") { NamedSecret = new SecretToken { Header = "X-Token" } };
        _pool.Load(new PublishedPool(product));
        Assert.Equal(Reason.SecretPending, await _pool.AskAsync("echo.example"));
        _pool.Load(new PublishedPool(product with { Secret = "s" }));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public async Task A_good_load_is_ready_and_serves()
    {
        var snapshot = _pool.Load(_published);
        Assert.True(snapshot.Ready);
        Assert.Empty(snapshot.Errors);
        Assert.Equal(new PoolIdentity("default", "production"), snapshot.Pool);
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("ECHO.example.:8080"));
        Assert.Equal(Reason.UnknownHost, await _pool.AskAsync("other.example"));
    }

    [Fact]
    public void A_pool_without_Products_is_ready() => Assert.True(_pool.Load(new PublishedPool()).Ready);

    [Fact]
    public void A_plain_directory_is_read_the_same_way()
    {
        Directory.CreateDirectory(_pool.ProductsDirectory);
        Directory.CreateDirectory(_pool.ApplicationsDirectory);
        foreach (var (name, bytes) in _published.ProductFiles()) File.WriteAllBytes(Path.Combine(_pool.ProductsDirectory, name), bytes);
        foreach (var (name, bytes) in _published.ApplicationFiles()) File.WriteAllBytes(Path.Combine(_pool.ApplicationsDirectory, name), bytes);
        File.WriteAllText(Path.Combine(_pool.ProductsDirectory, ".hidden"), "");
        Assert.True(_pool.Loader.Load().Ready);
        Assert.Empty(_pool.Loader.Current.Errors);
    }

    private static void AssertNotReady(Snapshot snapshot, string why)
    {
        Assert.False(snapshot.Ready);
        Assert.Contains(snapshot.Errors, error => error.Message.Contains(why, StringComparison.Ordinal));
    }
}
