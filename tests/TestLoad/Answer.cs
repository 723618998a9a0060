using Headgate.Configuration;

namespace Headgate.TestLoad;

/// <summary>One call and what became of it.</summary>
/// <param name="Application">Its place in <see cref="LoadPool.Applications"/>.</param>
/// <param name="Kind">Its place in <see cref="CallKind.All"/>.</param>
/// <param name="Gateway">Which gateway was asked.</param>
/// <param name="Status">HTTP status; 0 when the connection broke, and then it may have been accepted or not.</param>
/// <param name="SentAt">When it was sent, UTC ticks.</param>
/// <param name="ReceivedAt">When its answer was there, UTC ticks.</param>
/// <param name="Period">The shortest period that the answer told of; eternity when none with an end.</param>
/// <param name="WindowStart">Start of the window of that period that it was judged in, UTC ticks.</param>
public readonly record struct Answer(
    int Application, byte Kind, byte Gateway, short Status, long SentAt, long ReceivedAt, Period Period, long WindowStart)
{
    /// <summary>Whether it went on to the upstream.</summary>
    public bool IsAccepted => Status is 200 or 502 or 504;

    /// <summary>How long its caller waited.</summary>
    public TimeSpan Duration => new(ReceivedAt - SentAt);

    /// <summary>Start of the window of a period that it was judged in, UTC ticks: windows of shorter periods lie in those of longer ones, but for weeks.</summary>
    public long WindowOf(Period period) => Limits.CalendarWindow.StartTicks(period, Period == Period.Eternity ? ReceivedAt : WindowStart);
}
