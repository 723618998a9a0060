using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

// Claims that no cost stands behind: looks, and units for one counter alone.
public abstract partial class LimitStoreBehaviour
{
    [Fact]
    public async Task A_claim_without_a_cost_is_about_its_own_counter()
    {
        var request = Ask.For(App).Claiming("hits", Period.Day, 3, 10);
        Assert.True(await PassesAsync(request));
        Assert.Equal((3, 3), (request.Claims[0].Granted, request.Claims[0].Used));
        Assert.Equal((3, 0, 0), (await UsedAsync("hits", Period.Day), await UsedAsync("hits", Period.Hour), await UsedAsync("hits", Period.Eternity)));

        Assert.False(await PassesAsync(Ask.For(App).Claiming("hits", Period.Day, 8, 10)));
        await ReturnAsync(request.Unspent(0, 2));
        Assert.Equal(1, await UsedAsync("hits", Period.Day));
    }

    [Fact]
    public async Task A_claim_without_a_cost_may_stand_beside_costs()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2).Limited("hits", Period.Day, 2).Claiming("search", Period.Day, 3, 3)));
        Assert.Equal((2, 2), (await UsedAsync("hits", Period.Day), await UsedAsync("hits", Period.Hour)));
        Assert.Equal((3, 0), (await UsedAsync("search", Period.Day), await UsedAsync("search", Period.Hour)));
    }

    [Fact]
    public async Task A_claim_without_a_cost_books_nothing_when_another_refuses()
    {
        var request = Ask.For(App).Claiming("hits", Period.Day, 3, 10).Claiming("search", Period.Day, 3, 2);
        Assert.False(await PassesAsync(request));
        Assert.Equal([false, true], request.Claims.ToArray().Select(claim => claim.Exceeded));
        Assert.Equal((0, 0), (await UsedAsync("hits", Period.Day), await UsedAsync("search", Period.Day)));
    }

    [Fact]
    public async Task A_look_books_nothing_and_is_refused_only_past_the_limit()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 5)));
        foreach (var (max, passes) in new[] { (6, true), (5, true), (4, false), (0, false) })
        {
            var look = Ask.For(App).Claiming("hits", Period.Day, 0, max);
            Assert.Equal(passes, await PassesAsync(look));
            Assert.Equal((0, 5, !passes), (look.Claims[0].Granted, look.Claims[0].Used, look.Claims[0].Exceeded));
        }
        Assert.True(await PassesAsync(Ask.For(App).Claiming("never", Period.Day, 0, 0)));
        Assert.Equal((5, 0), (await UsedAsync("hits", Period.Day), await UsedAsync("never", Period.Day)));
    }

    [Fact]
    public async Task A_limit_that_observes_tells_what_it_would_have_refused()
    {
        for (var call = 1; call <= 4; call++)
        {
            var request = Ask.For(App).Costing("hits", 2).Observed("hits", Period.Day, 5);
            Assert.True(await PassesAsync(request));
            Assert.Equal((false, call > 2), (request.Claims[0].Exceeded, request.Claims[0].OverLimit));
        }
        var refused = Ask.For(App).Costing("hits").Observed("hits", Period.Day, 8).Observed("hits", Period.Week, 9).Limited("hits", Period.Hour, 0);
        Assert.False(await PassesAsync(refused));
        Assert.Equal([true, false, true], refused.Claims.ToArray().Select(claim => claim.OverLimit));
        Assert.Equal([false, false, true], refused.Claims.ToArray().Select(claim => claim.Exceeded));
    }

    [Theory, InlineData(0), InlineData(-1), InlineData(long.MinValue)]
    public async Task Fewer_units_than_one_are_not_given_back(long units)
    {
        var request = await BookedAsync(5);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await ReturnAsync(request.Unspent(0, units)));
        Assert.Equal(5, await UsedAsync("hits", Period.Minute));
    }
}
