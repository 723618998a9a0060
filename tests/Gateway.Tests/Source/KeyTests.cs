using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using static Headgate.Gateway.Tests.Source.PublishedProduct;

namespace Headgate.Gateway.Tests.Source;

/// <summary>Whose key it is, under which pepper and until when.</summary>
public sealed class KeyTests : IDisposable
{
    private readonly MountedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task A_pepper_is_rotated_without_a_gap()
    {
        var product = new PublishedProduct("shop/echo");
        var both = product with { Applications = [Application("tenant/mobile", "shop/basic", PeppersOfTests.Digest(Key), PeppersOfTests.Digest(Key, PeppersOfTests.New))] };
        var after = product with { Applications = [Application("tenant/mobile", "shop/basic", PeppersOfTests.Digest(Key, PeppersOfTests.New))] };
        PublishedPool[] steps =
        [
            new(product),
            new(product) { Peppers = [PeppersOfTests.New, PeppersOfTests.Old] },
            new(both) { Peppers = [PeppersOfTests.New, PeppersOfTests.Old] },
            new(after) { Peppers = [PeppersOfTests.New, PeppersOfTests.Old] },
            new(after) { Peppers = [PeppersOfTests.New] },
        ];
        foreach (var step in steps)
        {
            Assert.Empty(_pool.Load(step).Errors);
            Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
            Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("echo.example", "guess"));
        }
        _pool.Load(new PublishedPool(product) { Peppers = [PeppersOfTests.New] });
        Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public async Task A_key_ends_at_its_instant_and_no_reload_is_needed()
    {
        var end = _pool.Time.GetUtcNow().AddHours(1);
        _pool.Load(new PublishedPool(new PublishedProduct("shop/echo")
        {
            Applications = [Application("tenant/mobile", "shop/basic", PeppersOfTests.Digest("ends", expires: end.ToOffset(TimeSpan.FromHours(5))), PeppersOfTests.Digest("stays"))],
        }));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example", "ends"));
        _pool.Time.SetUtcNow(end.AddTicks(-1));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example", "ends"));
        _pool.Time.SetUtcNow(end);
        Assert.Equal(Reason.ExpiredKey, await _pool.AskAsync("echo.example", "ends"));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example", "stays"));
    }

    [Fact]
    public async Task A_key_taken_away_is_refused_from_the_next_snapshot_on()
    {
        var product = new PublishedProduct("shop/echo");
        _pool.Load(new PublishedPool(product));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
        _pool.Load(new PublishedPool(product with { Applications = [Application("tenant/mobile", "shop/basic")] }));
        Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public async Task A_suspended_Application_is_refused()
    {
        _pool.Load(new PublishedPool(new PublishedProduct("shop/echo") { Applications = [Application("a/b", "shop/basic", PeppersOfTests.Digest("k")) with { Live = false }] }));
        Assert.Equal(Reason.ApplicationNotLive, await _pool.AskAsync("echo.example", "k"));
    }

    [Fact]
    public async Task A_key_is_good_for_its_own_Product_only()
    {
        _pool.Load(new PublishedPool(
            new PublishedProduct("shop/echo"),
            new PublishedProduct("shop/other") { Applications = [Application("a/b", "shop/basic", PeppersOfTests.Digest("other"))] }));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("other.example", "other"));
        Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("other.example", Key));
        Assert.Equal(Reason.UnknownKey, await _pool.AskAsync("echo.example", "other"));
    }

    [Theory]
    [InlineData("one", "1", Reason.Accepted)]
    [InlineData("one", "2", Reason.UnknownKey)]
    [InlineData("two", "2", Reason.Accepted)]
    [InlineData("two", "1", Reason.UnknownKey)]
    [InlineData("three", "1", Reason.UnknownKey)]
    [InlineData("", "1", Reason.UnknownKey)]
    [InlineData("one", "", Reason.UnknownKey)]
    public async Task An_identifier_goes_with_its_own_keys(string id, string key, Reason expected)
    {
        _pool.Load(new PublishedPool(new PublishedProduct("shop/echo")
        {
            Authentication = new Authentication { AppIdAndKey = new AppIdAndKeyAuthentication { IdName = "app_id", KeyName = "app_key", In = [CredentialPlace.Query] } },
            Applications =
            [
                Application("a/one", "shop/basic", PeppersOfTests.Digest("1")) with { AppId = "one" },
                Application("a/two", "shop/basic", PeppersOfTests.Digest("2")) with { AppId = "two" },
            ],
        }));
        // Asked twice, since a key that was found is remembered.
        Assert.Equal(expected, await _pool.AskAsync("echo.example", path: $"/?app_id={id}&app_key={key}"));
        Assert.Equal(expected, await _pool.AskAsync("echo.example", path: $"/?app_id={id}&app_key={key}"));
    }
}
