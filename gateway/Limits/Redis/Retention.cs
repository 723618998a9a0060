using Headgate.Configuration;

namespace Headgate.Limits.Redis;

/// <summary>How long a window's counters are kept after it ended: long enough to be read, short enough to cost little.</summary>
public static class Retention
{
    /// <summary>Time after the window's end; null for ever.</summary>
    public static TimeSpan? Of(Period period) => period switch
    {
        Period.Minute => TimeSpan.FromHours(3),
        Period.Hour => TimeSpan.FromDays(8),
        Period.Day => TimeSpan.FromDays(400),
        Period.Week => TimeSpan.FromDays(800),
        Period.Month or Period.Year => TimeSpan.FromDays(3_700),
        _ => null,
    };

    /// <summary>Unix milliseconds at which a window's keys expire; −1 for never.</summary>
    public static long ExpiryOf(Period period, in CalendarWindow window) =>
        window.End is { } end && Of(period) is { } kept ? end.ToUnixTimeMilliseconds() + (long)kept.TotalMilliseconds : -1;
}
