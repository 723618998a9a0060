namespace Headgate.Limits.Redis;

/// <summary>
/// The clock of Redis as this process knows it: the last instant that a script told, and the time that has passed since by a clock that nobody
/// sets. An answer takes a while, so this is a little late and never early. Safe for concurrent use.
/// </summary>
/// <param name="time">Passes the time between two answers.</param>
/// <param name="isServers">Whether it is the server's clock itself, as in tests.</param>
internal sealed class ServerClock(TimeProvider time, bool isServers = false)
{
    private volatile Anchor _anchor = new(time.GetUtcNow(), time.GetTimestamp(), IsGuess: !isServers);
    private long _booked;

    /// <summary>Now.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var told = _anchor.At(time);
            var booked = Interlocked.Read(ref _booked);
            return told.ToUnixTimeMilliseconds() >= booked ? told : DateTimeOffset.FromUnixTimeMilliseconds(booked);
        }
    }

    /// <summary>Newest instant at which a call was counted, Unix milliseconds: no window before it is counted in again.</summary>
    public long Booked => Interlocked.Read(ref _booked);

    /// <summary>Takes over what a script told.</summary>
    public DateTimeOffset Told(long unixMilliseconds, bool booked)
    {
        var instant = FromMilliseconds(unixMilliseconds);
        _anchor = new Anchor(instant, time.GetTimestamp(), IsGuess: false);
        if (booked) Book(unixMilliseconds);
        return instant;
    }

    /// <summary>The instant of a call that is counted without asking.</summary>
    public DateTimeOffset Count()
    {
        var now = Now;
        // What is only guessed must not hold back the server's clock.
        if (!_anchor.IsGuess) Book(now.ToUnixTimeMilliseconds());
        return now;
    }

    private void Book(long unixMilliseconds)
    {
        for (var seen = Booked; seen < unixMilliseconds;)
        {
            var before = Interlocked.CompareExchange(ref _booked, unixMilliseconds, seen);
            if (before == seen) return;
            seen = before;
        }
    }

    private static DateTimeOffset FromMilliseconds(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(unixMilliseconds, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private sealed record Anchor(DateTimeOffset Instant, long Timestamp, bool IsGuess)
    {
        public DateTimeOffset At(TimeProvider time)
        {
            // A guess is this machine's clock, which may be set while nothing has been told yet.
            if (IsGuess) return time.GetUtcNow();
            var passed = time.GetElapsedTime(Timestamp);
            return passed < DateTimeOffset.MaxValue - Instant ? Instant + passed : DateTimeOffset.MaxValue;
        }
    }
}
