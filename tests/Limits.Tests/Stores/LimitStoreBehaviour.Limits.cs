using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

// What passes and what is refused, one call after another.
public abstract partial class LimitStoreBehaviour
{
    [Theory, InlineData(Period.Minute), InlineData(Period.Hour), InlineData(Period.Day), InlineData(Period.Week), InlineData(Period.Month),
     InlineData(Period.Year), InlineData(Period.Eternity)]
    public async Task Exactly_so_many_calls_pass_as_the_limit_says(Period period)
    {
        for (var call = 1; call <= 5; call++)
        {
            var request = Ask.For(App).Costing("hits").Limited("hits", period, 3);
            Assert.Equal(call <= 3, await PassesAsync(request));
            Assert.Equal(Math.Min(call, 3), request.Claims[0].Used);
            Assert.Equal(Math.Max(0, 3 - call), request.Claims[0].Remaining);
            Assert.Equal(call > 3, request.Claims[0].Exceeded);
            Assert.Equal(call <= 3 ? 1 : 0, request.Claims[0].Granted);
            Assert.Equal(Time.GetUtcNow(), request.Now);
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_refused_call_counts_nowhere(bool tightFirst)
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits").Costing("search")));
        var request = Ask.For(App).Costing("hits", 2).Costing("search", 2).Costing("bytes", 100);
        request = tightFirst
            ? request.Limited("search", Period.Day, 2).Limited("hits", Period.Day, 100)
            : request.Limited("hits", Period.Day, 100).Limited("search", Period.Day, 2);

        Assert.False(await PassesAsync(request));
        foreach (var claim in request.Claims.ToArray())
        {
            Assert.Equal(claim.Metric == "search", claim.Exceeded);
            Assert.Equal((0, 1), (claim.Granted, claim.Used));
        }
        foreach (var period in Enum.GetValues<Period>())
        {
            Assert.Equal(1, await UsedAsync("hits", period));
            Assert.Equal(1, await UsedAsync("search", period));
            Assert.Equal(0, await UsedAsync("bytes", period));
        }
    }

    [Fact]
    public async Task Every_limit_that_refuses_is_named()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 5)));
        var request = Ask.For(App).Costing("hits").Limited("hits", Period.Minute, 5).Limited("hits", Period.Hour, 6).Limited("hits", Period.Year, 4);
        Assert.False(await PassesAsync(request));
        Assert.Equal([true, false, true], request.Claims.ToArray().Select(claim => claim.Exceeded));
    }

    [Fact]
    public async Task After_a_costly_call_is_refused_a_cheaper_one_may_pass()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 7).Limited("hits", Period.Day, 10)));
        Assert.False(await PassesAsync(Ask.For(App).Costing("hits", 5).Limited("hits", Period.Day, 10)));
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 3).Limited("hits", Period.Day, 10)));
        Assert.False(await PassesAsync(Ask.For(App).Costing("hits").Limited("hits", Period.Day, 10)));
    }

    [Fact]
    public async Task A_limit_of_0_refuses_every_call()
    {
        var request = Ask.For(App).Costing("hits").Limited("hits", Period.Eternity, 0);
        Assert.False(await PassesAsync(request));
        Assert.True(request.Claims[0].Exceeded);
        Assert.Equal(0, request.Claims[0].Remaining);
        Assert.Equal(0, await UsedAsync("hits", Period.Eternity));
    }

    [Fact]
    public async Task A_limit_that_observes_counts_and_never_refuses()
    {
        for (var call = 1; call <= 5; call++)
        {
            var request = Ask.For(App).Costing("hits").Observed("hits", Period.Day, 2);
            Assert.True(await PassesAsync(request));
            Assert.Equal((1, call), (request.Claims[0].Granted, request.Claims[0].Used));
            Assert.False(request.Claims[0].Exceeded);
        }
        Assert.Equal(5, await UsedAsync("hits", Period.Day));
    }

    [Fact]
    public async Task A_limit_that_observes_books_nothing_when_another_refuses()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 3)));
        var request = Ask.For(App).Costing("hits").Observed("hits", Period.Day, 3).Limited("hits", Period.Hour, 3);
        Assert.False(await PassesAsync(request));
        Assert.Equal([false, true], request.Claims.ToArray().Select(claim => claim.Exceeded));
        Assert.Equal(3, await UsedAsync("hits", Period.Day));
    }

    [Fact]
    public async Task A_limit_that_is_lowered_and_raised_binds_at_once_and_usage_stays()
    {
        (long Max, bool Passes, long Used)[] calls = [(10, true, 1), (10, true, 2), (1, false, 2), (2, false, 2), (3, true, 3), (0, false, 3), (3, false, 3), (20, true, 4)];
        foreach (var (max, passes, used) in calls)
        {
            var request = Ask.For(App).Costing("hits").Limited("hits", Period.Day, max);
            Assert.Equal(passes, await PassesAsync(request));
            Assert.Equal((used, Math.Max(0, max - used)), (request.Claims[0].Used, request.Claims[0].Remaining));
        }
    }

    [Fact]
    public async Task A_new_limit_sees_what_was_used_before_it()
    {
        for (var call = 0; call < 4; call++) Assert.True(await PassesAsync(Ask.For(App).Costing("hits").Costing("search", 2).Limited("hits", Period.Day, 10)));
        var request = Ask.For(App).Costing("search").Limited("search", Period.Month, 8);
        Assert.False(await PassesAsync(request));
        Assert.Equal(8, request.Claims[0].Used);
        Assert.True(await PassesAsync(Ask.For(App).Costing("search").Limited("search", Period.Hour, 9)));
    }

    [Fact]
    public async Task A_limit_on_what_the_call_does_not_cost_is_not_looked_at_and_Applications_share_nothing()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 50)));
        Assert.True(await PassesAsync(Ask.For(App).Costing("Hits").Limited("Hits", Period.Day, 1)));
        Assert.True(await PassesAsync(Ask.For("tenant/App").Costing("hits").Limited("hits", Period.Day, 1)));
        Assert.Equal((50, 1), (await UsedAsync("hits", Period.Day), await UsedAsync("hits", Period.Day, "tenant/App")));
    }

    [Fact]
    public async Task A_counter_stays_at_the_largest_number()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("bytes", long.MaxValue - 1)));
        Assert.True(await PassesAsync(Ask.For(App).Costing("bytes", 5)));
        Assert.True(await PassesAsync(Ask.For(App).Costing("bytes", long.MaxValue)));
        Assert.Equal(Largest, await UsedAsync("bytes", Period.Eternity));
        var request = Ask.For(App).Costing("bytes", long.MaxValue).Limited("bytes", Period.Day, (1L << 53) - 1);
        Assert.False(await PassesAsync(request));
        Assert.Equal(0, request.Claims[0].Remaining);
    }

    [Fact]
    public async Task A_request_is_answered_anew_whatever_answer_it_carries()
    {
        var request = Ask.For(App).Costing("hits").Limited("hits", Period.Day, 1);
        Assert.True(await PassesAsync(request));
        var answered = request.Claims[0] with { Epoch = 7, Used = 99 };
        request.Again(App).Costing("hits").AddClaim(answered);
        Assert.False(await PassesAsync(request));
        Assert.Equal((0, 1, true), (request.Claims[0].Granted, request.Claims[0].Used, request.Claims[0].Exceeded));
        Assert.NotEqual(7, request.Claims[0].Epoch);
    }
}
