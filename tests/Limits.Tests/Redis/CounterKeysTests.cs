using Headgate.Configuration;
using Headgate.Limits.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Names in Redis stay as they are: what is there must be found again by the next version.</summary>
public sealed class CounterKeysTests
{
    private static readonly DateTimeOffset Start = new(2024, 2, 29, 0, 0, 0, TimeSpan.Zero);

    private readonly CounterKeys _keys = new("headgate", "production");

    [Theory]
    [InlineData(Period.Minute, "minute:1709164800"), InlineData(Period.Hour, "hour:1709164800"), InlineData(Period.Day, "day:1709164800")]
    [InlineData(Period.Week, "week:1709164800"), InlineData(Period.Month, "month:1709164800"), InlineData(Period.Year, "year:1709164800")]
    [InlineData(Period.Eternity, "eternity:0")]
    public void No_name_carries_more_than_prefix_environment_Application_window(Period period, string end) =>
        Assert.Equal($"headgate:1:{{production/tenant/app}}:{end}", _keys.Window("tenant/app", period, Start).ToString());

    [Fact]
    public void All_that_is_of_one_Application_and_environment_is_in_one_slot_and_the_rest_need_not_be()
    {
        var slots = Enum.GetValues<Period>().Select(period => _keys.Window("tenant/app", period, Start)).Append(_keys.Flushed("gateway", "tenant/app"))
            .Select(RedisConnection.SlotOf).Distinct();
        Assert.Single(slots);
        Assert.NotEqual(RedisConnection.SlotOf(_keys.Window("tenant/app", Period.Day, Start)), RedisConnection.SlotOf(_keys.Window("tenant/other", Period.Day, Start)));
        Assert.NotEqual(RedisConnection.SlotOf(_keys.Window("tenant/app", Period.Day, Start)),
            RedisConnection.SlotOf(new CounterKeys("headgate", "staging").Window("tenant/app", Period.Day, Start)));
    }

    [Fact]
    public void Nothing_has_a_name_before_the_environment_is_known()
    {
        var unknown = new CounterKeys("headgate", () => null);
        Assert.False(unknown.AreKnown);
        Assert.Throws<InvalidOperationException>(() => unknown.Window("tenant/app", Period.Day, Start));
    }

    [Fact]
    public void A_window_is_kept_for_a_while_after_its_end_and_eternity_for_ever()
    {
        foreach (var period in Enum.GetValues<Period>().Where(period => period != Period.Eternity))
        {
            var window = CalendarWindow.Of(period, Start);
            Assert.Equal(window.End!.Value + Retention.Of(period)!.Value, DateTimeOffset.FromUnixTimeMilliseconds(Retention.ExpiryOf(period, window)));
            Assert.True(Retention.Of(period) >= TimeSpan.FromHours(3));
        }
        Assert.Equal(-1, Retention.ExpiryOf(Period.Eternity, CalendarWindow.Of(Period.Eternity, Start)));
    }
}
