using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>One window of a calendar period, UTC.</summary>
/// <param name="Start">First instant.</param>
/// <param name="End">First instant after it; null for eternity, and where the calendar of <see cref="DateTimeOffset"/> ends first.</param>
public readonly record struct CalendarWindow(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>The window that holds an instant.</summary>
    public static CalendarWindow Of(Period period, DateTimeOffset instant)
    {
        var start = new DateTimeOffset(StartTicks(period, instant.UtcTicks), TimeSpan.Zero);
        return new CalendarWindow(start, EndOf(period, start));
    }

    /// <summary>UTC ticks at which the window that holds an instant began.</summary>
    public static long StartTicks(Period period, long utcTicks)
    {
        switch (period)
        {
            case Period.Minute:
                return utcTicks - (utcTicks % TimeSpan.TicksPerMinute);
            case Period.Hour:
                return utcTicks - (utcTicks % TimeSpan.TicksPerHour);
            case Period.Day:
                return utcTicks - (utcTicks % TimeSpan.TicksPerDay);
            case Period.Week:
                // 0001-01-01, where ticks begin, was a Monday.
                return utcTicks - (utcTicks % (7 * TimeSpan.TicksPerDay));
            case Period.Month:
                var month = new DateTime(utcTicks, DateTimeKind.Utc);
                return new DateTime(month.Year, month.Month, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
            case Period.Year:
                return new DateTime(new DateTime(utcTicks, DateTimeKind.Utc).Year, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
            default:
                return 0;
        }
    }

    /// <summary>Whole seconds from an instant to the end, rounded up, at least 1 within the window; null for eternity.</summary>
    public long? SecondsUntilEnd(DateTimeOffset instant) =>
        End is { } end ? (end.UtcTicks - instant.UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond : null;

    private static DateTimeOffset? EndOf(Period period, DateTimeOffset start)
    {
        try
        {
            return period switch
            {
                Period.Minute => start.AddMinutes(1),
                Period.Hour => start.AddHours(1),
                Period.Day => start.AddDays(1),
                Period.Week => start.AddDays(7),
                Period.Month => start.AddMonths(1),
                Period.Year => start.AddYears(1),
                _ => null,
            };
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
