using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

// What the clock does to counters.
public abstract partial class LimitStoreBehaviour
{
    [Theory]
    [InlineData(Period.Minute, "2024-05-15T10:21:00Z"), InlineData(Period.Hour, "2024-05-15T11:00:00Z"), InlineData(Period.Day, "2024-05-16T00:00:00Z")]
    [InlineData(Period.Week, "2024-05-20T00:00:00Z"), InlineData(Period.Month, "2024-06-01T00:00:00Z"), InlineData(Period.Year, "2025-01-01T00:00:00Z")]
    public async Task A_limit_begins_anew_with_its_window_and_not_a_moment_before(Period period, string end)
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2).Limited("hits", period, 2)));
        var anew = DateTimeOffset.Parse(end, System.Globalization.CultureInfo.InvariantCulture);
        Time.SetUtcNow(anew - Resolution);
        Assert.False(await PassesAsync(Ask.For(App).Costing("hits").Limited("hits", period, 2)));
        Time.SetUtcNow(anew);
        var request = Ask.For(App).Costing("hits").Limited("hits", period, 2);
        Assert.True(await PassesAsync(request));
        Assert.Equal((1, anew), (request.Claims[0].Used, request.Now));
    }

    [Fact]
    public async Task Limits_hold_to_the_end_of_the_calendar()
    {
        Time.SetUtcNow(DateTimeOffset.MaxValue);
        foreach (var period in Enum.GetValues<Period>())
        {
            Assert.True(await PassesAsync(Ask.For($"tenant/{period}").Costing("hits").Limited("hits", period, 1)));
            Assert.False(await PassesAsync(Ask.For($"tenant/{period}").Costing("hits").Limited("hits", period, 1)));
        }
    }

    [Fact]
    public async Task Eternity_never_begins_anew()
    {
        Assert.True(await PassesAsync(Ask.For(App).Costing("hits", 2).Limited("hits", Period.Eternity, 2)));
        Time.Advance(TimeSpan.FromDays(365_000));
        Assert.False(await PassesAsync(Ask.For(App).Costing("hits").Limited("hits", Period.Eternity, 2)));
    }

    [Theory, InlineData(1), InlineData(60), InlineData(3_600), InlineData(86_400 * 40)]
    public async Task A_clock_that_steps_back_gives_nothing_twice(int seconds)
    {
        var start = Time.GetUtcNow();
        foreach (var period in Enum.GetValues<Period>()) Assert.True(await PassesAsync(Ask.For($"tenant/{period}").Costing("hits", 2).Limited("hits", period, 2)));

        Time.AdjustTime(start.AddSeconds(-seconds));
        foreach (var period in Enum.GetValues<Period>())
        {
            var request = Ask.For($"tenant/{period}").Costing("hits").Limited("hits", period, 2);
            Assert.False(await PassesAsync(request));
            Assert.Equal((2, start), (request.Claims[0].Used, request.Now));
        }

        Time.AdjustTime(start.AddMinutes(1));
        Assert.True(await PassesAsync(Ask.For("tenant/Minute").Costing("hits").Limited("hits", Period.Minute, 2)));
        Assert.False(await PassesAsync(Ask.For("tenant/Hour").Costing("hits").Limited("hits", Period.Hour, 2)));
    }
}
