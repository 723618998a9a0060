using System.Runtime.CompilerServices;
using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>
/// The seven windows in which an Application is counted, worked out once a minute. They never go backwards: a clock that was set back goes
/// on counting at the newest instant seen, so that no window is counted in twice.
/// </summary>
internal struct CurrentWindows
{
    /// <summary>How many periods there are.</summary>
    public const int Periods = (int)Period.Eternity + 1;

    private long _now;
    private long _minuteEnd;
    private Starts _starts;

    /// <summary>Goes on to the windows of the clock and returns the instant that counts: the clock's, or the newest seen.</summary>
    public DateTimeOffset Advance(DateTimeOffset clock)
    {
        _now = Math.Max(_now, clock.UtcTicks);
        var now = new DateTimeOffset(_now, TimeSpan.Zero);
        // Minutes nest in every other period: while the minute lasts, all seven do.
        if (_now >= _minuteEnd) Enter(now);
        return now;
    }

    /// <summary>UTC ticks at which a period's current window began.</summary>
    public readonly long StartOf(Period period) => _starts[(int)period];

    private void Enter(DateTimeOffset now)
    {
        for (var period = Period.Minute; period <= Period.Eternity; period++) _starts[(int)period] = CalendarWindow.StartTicks(period, now.UtcTicks);
        _minuteEnd = CalendarWindow.Of(Period.Minute, now).End?.UtcTicks ?? long.MaxValue;
    }

    [InlineArray(Periods)]
    private struct Starts
    {
        private long _first;
    }
}
