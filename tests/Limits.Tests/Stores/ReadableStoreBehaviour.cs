using System.Globalization;
using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

/// <summary>What reading tells, and that it changes nothing, of stores that book no more than a call needs.</summary>
public abstract class ReadableStoreBehaviour : LimitStoreBehaviour
{
    [Fact]
    public async Task Reading_tells_every_counter_in_its_window_of_now()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("search", 2).Costing("hits", 2)));
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 3)));

        CounterReading[] counters = [new("hits", Period.Minute), new("search", Period.Minute), new("search", Period.Hour)];
        Assert.Equal(Time.GetUtcNow(), await Store.ReadAsync(App, counters, Token));
        Assert.Equal([3, 0, 2], counters.Select(counter => counter.Used));
        foreach (var period in Enum.GetValues<Period>()) Assert.Equal(period == Period.Minute ? 3 : 5, await ReadAsync("hits", period));
    }

    [Fact]
    public async Task What_was_never_counted_reads_0_whatever_stood_in_the_answer()
    {
        CounterReading[] counters = [new("hits", Period.Day) { Used = 7 }];
        Assert.Equal(Time.GetUtcNow(), await Store.ReadAsync("tenant/never", counters, Token));
        Assert.Equal(0, counters[0].Used);

        Assert.True(await PassesAsync(Ask.For(App).Costing("search")));
        counters[0].Used = 7;
        Assert.NotNull(await Store.ReadAsync(App, counters, Token));
        Assert.Equal(0, counters[0].Used);
        Assert.NotNull(await Store.ReadAsync(App, Memory<CounterReading>.Empty, Token));
    }

    [Fact]
    public async Task Applications_are_read_apart()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2)));
        Assert.True(await PassesAsync(Ask.For("tenant/other").Costing("hits", 3)));
        Assert.Equal((2, 3), (await ReadAsync("hits", Period.Day), await ReadAsync("hits", Period.Day, "tenant/other")));
    }

    [Theory]
    [InlineData(Period.Minute, "2024-05-15T10:21:00Z"), InlineData(Period.Hour, "2024-05-15T11:00:00Z")]
    [InlineData(Period.Day, "2024-05-16T00:00:00Z"), InlineData(Period.Week, "2024-05-20T00:00:00Z")]
    [InlineData(Period.Month, "2024-06-01T00:00:00Z"), InlineData(Period.Year, "2025-01-01T00:00:00Z")]
    public async Task A_window_that_is_over_reads_0_and_not_a_moment_before(Period period, string end)
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2)));
        var anew = DateTimeOffset.Parse(end, CultureInfo.InvariantCulture);
        Time.SetUtcNow(anew - Resolution);
        Assert.Equal(2, await ReadAsync("hits", period));
        Time.SetUtcNow(anew);
        Assert.Equal((0, 2), (await ReadAsync("hits", period), await ReadAsync("hits", Period.Eternity)));
    }

    [Fact]
    public async Task Refused_calls_and_units_given_back_are_not_read()
    {
        var request = await BookedAsync(5);
        Assert.False(await PassesAsync(Ask.For(App).Costing("hits").Limited("hits", Period.Minute, 5)));
        Assert.Equal(5, await ReadAsync("hits", Period.Minute));
        await ReturnAsync(request.Unspent(0, 2));
        Assert.Equal((3, 5), (await ReadAsync("hits", Period.Minute), await ReadAsync("hits", Period.Day)));
    }

    [Fact]
    public async Task A_clock_that_steps_back_reads_at_the_newest_call()
    {
        var start = Time.GetUtcNow();
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2)));
        Time.AdjustTime(start.AddDays(-40));
        CounterReading[] counters = [new("hits", Period.Minute)];
        Assert.Equal(start, await Store.ReadAsync(App, counters, Token));
        Assert.Equal(2, counters[0].Used);
    }

    [Fact]
    public async Task Reading_begins_no_window()
    {
        var start = Time.GetUtcNow();
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2).Limited("hits", Period.Minute, 3)));
        Time.AdjustTime(start.AddDays(1));
        Assert.Equal(0, await ReadAsync("hits", Period.Minute));

        // The clock was wrong and nothing was counted by it: the old minute goes on.
        Time.AdjustTime(start);
        Assert.Equal(2, await ReadAsync("hits", Period.Minute));
        var request = Ask.For(App).Costing("hits").Limited("hits", Period.Minute, 3);
        Assert.True(await PassesAsync(request));
        Assert.Equal((3, start), (request.Claims[0].Used, request.Now));
    }

    [Fact]
    public async Task Reading_beside_calls_sees_whole_calls_and_never_less_than_before()
    {
        using var done = new CancellationTokenSource();
        var reading = Task.Factory.StartNew(ReadUntilDoneAsync, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        var passed = await CallTogetherAsync(Calls, (request, _) =>
            request.Again(App).Costing("search", 2).Costing("hits", 2)
                .Limited("hits", Period.Day, Calls).Limited("search", Period.Week, Calls).Limited("hits", Period.Eternity, Calls));
        await done.CancelAsync();
        await reading;
        Assert.Equal((Calls / 2, Calls), (passed.Count, await ReadAsync("search", Period.Day)));

        async Task ReadUntilDoneAsync()
        {
            CounterReading[] counters = [new("hits", Period.Day), new("search", Period.Week), new("hits", Period.Eternity)];
            for (long before = 0; !done.IsCancellationRequested; before = counters[0].Used)
            {
                Assert.NotNull(await Store.ReadAsync(App, counters, Token));
                Assert.InRange(counters[0].Used, before, Calls);
                Assert.Equal((0, counters[0].Used, counters[0].Used), (counters[0].Used % 2, counters[1].Used, counters[2].Used));
            }
        }
    }

    private async Task<long> ReadAsync(string metric, Period period, string application = App)
    {
        CounterReading[] counters = [new(metric, period)];
        Assert.NotNull(await Store.ReadAsync(application, counters, Token));
        return counters[0].Used;
    }
}
