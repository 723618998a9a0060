using Headgate.Configuration;
using Headgate.Limits.Statistics;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>What was flushed is read again.</summary>
public sealed class UsageHistoryTests(PrivateRedis redis) : StatisticsTest(redis)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private UsageHistory History => new(() => Redis.Database, Keys);

    [Fact]
    public async Task The_windows_of_a_range_are_read_in_order_and_empty_ones_left_out()
    {
        var (statistics, flusher) = NewProcess();
        var first = new DateTimeOffset(2096, 2, 27, 12, 0, 0, TimeSpan.Zero);
        foreach (var day in new[] { 0, 2, 3, 40 })
        {
            statistics.Count(Call(units: day + 1, at: first.AddDays(day)));
            statistics.Answered(App, 200, first.AddDays(day));
            statistics.Answered(App, 429, first.AddDays(day));
            statistics.Answered(App, 404, first.AddDays(day));
        }
        await FlushAsync(flusher);

        var days = await History.ReadAsync(App, Period.Day, first.AddDays(1), first.AddDays(3), Token);
        Assert.Equal([(29, 3), (1, 4)], days.Select(day => (day.Start.Day, day.Units["hits"])));
        Assert.Equal(days[0].Start.AddDays(1), days[0].End);
        Assert.Equal(new Dictionary<int, long> { [2] = 1, [4] = 2 }, days[0].Answers);
        Assert.Empty(days[0].Booked);

        var months = await History.ReadAsync(App, Period.Month, first, first.AddDays(40), Token);
        Assert.Equal([4, 4, 41], months.Select(month => month.Units["hits"]));
        var ever = Assert.Single(await History.ReadAsync(App, Period.Eternity, first, first, Token));
        Assert.Equal((49, null), (ever.Units["hits"], ever.End));
        Assert.Empty(await History.ReadAsync("tenant/other", Period.Year, first, first, Token));
        // A thousand windows, and the last of them.
        Assert.Single(await History.ReadAsync(App, Period.Minute, first.AddHours(-17), first, Token));
    }

    [Fact]
    public async Task A_counter_of_now_is_what_limits_are_judged_by()
    {
        var (statistics, flusher) = NewProcess();
        var store = NewStore();
        var request = Ask.For(App).Costing("hits", 2).Limited("hits", Period.Eternity, 100);
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(request, Token));
        var now = await History.NowAsync();
        Assert.InRange(now, request.Now, request.Now.AddMinutes(1));
        await Redis.Database.StringSetAsync(Keys.Window(App, Period.Day, CalendarWindow.Of(Period.Day, now).Start), "not ours");
        statistics.Count(request);
        statistics.Count(Call(units: 5, at: now));
        await FlushAsync(flusher);
        await store.ReserveAsync(Ask.For(App).Claiming("hits", Period.Eternity, 4, 100), Token);

        (string, string, Period)[] counters = [(App, "hits", Period.Eternity), (App, "hits", Period.Month), (App, "hits", Period.Day), (App, "none", Period.Month)];
        var uses = await History.ReadAsync(counters, now, Token);
        Assert.Equal([new(7, 11), new(7, null), new(0, null), new(0, null)], uses);
        Assert.Equal([11, 7, 0, 0], uses.Select(use => use.Used));
    }

    [Fact]
    public async Task Units_are_taken_off_and_the_counter_lives_another_life()
    {
        var store = NewStore();
        var adjustment = new CounterAdjustment(() => Redis.Database, Keys);
        var request = Ask.For(App).Costing("hits", 10).Limited("hits", Period.Year, 10);
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(request, Token));
        Assert.Equal(ReserveOutcome.Refused, await store.ReserveAsync(Ask.For(App).Costing("hits").Limited("hits", Period.Year, 10), Token));

        Assert.Equal((10, 6), await adjustment.TakeOffAsync(App, "hits", Period.Year, 4, request.Now));
        await store.ReturnAsync(App, new[] { request.Unspent(0, 5) }, Token);
        Assert.Equal((6, 0), await adjustment.TakeOffAsync(App, "hits", Period.Year, null, request.Now));
        Assert.Equal((0, 0), await adjustment.TakeOffAsync(App, "hits", Period.Year, 7, request.Now));
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(Ask.For(App).Costing("hits", 10).Limited("hits", Period.Year, 10), Token));
    }

    [Fact]
    public async Task A_change_that_was_not_answered_is_told_as_unknown()
    {
        await Redis.Database.StringSetAsync(WindowOf(Period.Year), "not ours");
        var adjustment = new CounterAdjustment(() => Redis.Database, Keys);
        await Assert.ThrowsAsync<TimeoutException>(() => adjustment.TakeOffAsync(App, "hits", Period.Year, null, Time.GetUtcNow()));
    }
}
