using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

// What giving back does, and all that it does not do.
public abstract partial class LimitStoreBehaviour
{
    [Fact]
    public async Task Units_given_back_can_be_used_again()
    {
        var request = await BookedAsync(5);
        await ReturnAsync(request.Unspent(0, 2));
        Assert.Equal(3, await UsedAsync("hits", Period.Minute));
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2).Limited("hits", Period.Minute, 5)));
    }

    [Fact]
    public async Task Only_the_counter_that_is_named_changes()
    {
        var request = await BookedAsync(5);
        await ReturnAsync(request.Unspent(0, 2), request.Unspent(1, 4));
        Assert.Equal((3, 1, 5), (await UsedAsync("hits", Period.Minute), await UsedAsync("hits", Period.Day), await UsedAsync("hits", Period.Hour)));
        Assert.Equal(5, await UsedAsync("search", Period.Minute));
    }

    [Fact]
    public async Task A_counter_never_falls_below_0()
    {
        var request = await BookedAsync(5);
        await ReturnAsync(request.Unspent(0, 6), request.Unspent(0, long.MaxValue), request.Unspent(1, 5));
        Assert.Equal((0, 0), (await UsedAsync("hits", Period.Minute), await UsedAsync("hits", Period.Day)));
        Assert.False(await PassesAsync(Ask.For(App).Costing("hits", 6).Limited("hits", Period.Minute, 5)));
    }

    [Fact]
    public async Task Units_of_a_window_that_is_over_are_lost()
    {
        var request = await BookedAsync(5);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 3)));
        await ReturnAsync(request.Unspent(0, 2), request.Unspent(1, 2));
        Assert.Equal((3, 6), (await UsedAsync("hits", Period.Minute), await UsedAsync("hits", Period.Day)));
    }

    [Fact]
    public async Task Units_of_a_window_to_come_are_not_taken()
    {
        var request = await BookedAsync(5);
        await ReturnAsync(request.Unspent(0, 2) with { WindowStart = CalendarWindow.Of(Period.Minute, request.Now).End!.Value });
        Assert.Equal(5, await UsedAsync("hits", Period.Minute));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await UsedAsync("hits", Period.Minute));
    }

    [Fact]
    public async Task Units_of_another_epoch_are_lost()
    {
        var request = await BookedAsync(5);
        var units = request.Unspent(0, 2);
        await ReturnAsync(units with { Epoch = units.Epoch + 1 }, units with { Epoch = units.Epoch - 1 });
        Assert.Equal(5, await UsedAsync("hits", Period.Minute));
    }

    [Fact]
    public async Task What_was_never_counted_is_not_created()
    {
        var request = await BookedAsync(5);
        var units = request.Unspent(0, 2);
        await ReturnAsync(units with { Metric = "other" });
        await Store.ReturnAsync("tenant/other", new[] { units }, Token);
        Assert.Equal((0, 0), (await UsedAsync("other", Period.Minute), await UsedAsync("hits", Period.Minute, "tenant/other")));
        Assert.True(await PassesAsync(Ask.For("tenant/other").Costing("hits", 5).Limited("hits", Period.Minute, 5)));
        Assert.False(await PassesAsync(Ask.For("tenant/other").Costing("hits").Limited("hits", Period.Minute, 5)));
    }

    protected async Task<ReserveRequest> BookedAsync(long units)
    {
        var request = Ask.For(App).Costing("hits", units).Costing("search", units).Limited("hits", Period.Minute, 5).Limited("hits", Period.Day, 100);
        Assert.True(await PassesAsync(request));
        return request;
    }
}
