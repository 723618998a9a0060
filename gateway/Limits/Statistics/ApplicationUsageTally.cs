namespace Headgate.Limits.Statistics;

/// <summary>
/// What one Application used and was not sent yet, minute by minute. One small lock per Application, held for a few additions; the flusher takes
/// whole minutes away and gives them back empty, so that counting allocates nothing.
/// </summary>
/// <param name="application">The Application as <c>namespace/name</c>.</param>
/// <param name="room">How much all Applications may keep.</param>
internal sealed class ApplicationUsageTally(string application, BufferRoom room)
{
    private readonly Lock _lock = new();
    private readonly List<MinuteUsage> _minutes = [];
    private MinuteUsage? _spare;
    private bool _queued;
    private bool _retired;
    private bool _touched;

    /// <summary>The Application as <c>namespace/name</c>.</summary>
    public string Application => application;

    /// <summary>Counts an accepted call.</summary>
    /// <returns>What is to be done with this tally now.</returns>
    public TallyState Count(ReserveRequest request)
    {
        lock (_lock)
        {
            if (_retired) return TallyState.Retired;
            var minute = MinuteOf(request.Now);
            if (minute is not null) minute.Calls++;
            var lost = 0L;
            foreach (ref readonly var cost in request.Costs)
            {
                if (minute is null || !TryCount(minute, cost, BookedPeriods(request, cost.Metric))) lost += cost.Units;
            }
            if (lost > 0 || minute is null) room.Lose(calls: 1, lost);
            return Queue();
        }
    }

    /// <summary>Counts an answer.</summary>
    /// <inheritdoc cref="Count" path="/returns"/>
    public TallyState Answered(int statusClass, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_retired) return TallyState.Retired;
            if (MinuteOf(at) is { } minute) minute.Answered(statusClass);
            else room.LoseAnswer();
            return Queue();
        }
    }

    /// <summary>Takes the oldest minute away; null when there is none. What it takes of the buffer stays taken.</summary>
    /// <param name="more">Whether there are others.</param>
    public MinuteUsage? Take(out bool more)
    {
        lock (_lock)
        {
            var oldest = _minutes.MinBy(minute => minute.Start);
            if (oldest is not null) _minutes.Remove(oldest);
            more = _queued = _minutes.Count > 0;
            return oldest;
        }
    }

    /// <summary>Gives back what was taken, to be filled again.</summary>
    public void Reuse(MinuteUsage minute)
    {
        lock (_lock) _spare = minute;
    }

    /// <summary>Ends this tally when nothing was counted since this was asked last and nothing waits.</summary>
    public bool RetireIfIdle()
    {
        lock (_lock)
        {
            _retired |= !_touched && _minutes.Count == 0;
            _touched = false;
            return _retired;
        }
    }

    private TallyState Queue()
    {
        if (_queued || _minutes.Count == 0) return TallyState.Counted;
        _queued = true;
        return TallyState.Waits;
    }

    // Null when the buffer is full.
    private MinuteUsage? MinuteOf(DateTimeOffset instant)
    {
        var start = CalendarWindow.StartTicks(Configuration.Period.Minute, instant.UtcTicks);
        _touched = true;
        for (var index = _minutes.Count - 1; index >= 0; index--)
        {
            if (_minutes[index].Start == start) return _minutes[index];
        }
        if (!room.TryTake()) return null;
        var minute = _spare ?? new MinuteUsage();
        _spare = null;
        minute.Begin(start);
        _minutes.Add(minute);
        return minute;
    }

    private bool TryCount(MinuteUsage minute, in Cost cost, int booked)
    {
        var index = minute.Find(cost.Metric);
        if (index < 0)
        {
            if (!room.TryTake()) return false;
            index = minute.Add(cost.Metric);
        }
        minute.Count(index, cost.Units, booked);
        return true;
    }

    // The periods in which a claim of the call has booked this metric, as bits.
    private static int BookedPeriods(ReserveRequest request, string metric)
    {
        var booked = 0;
        foreach (ref readonly var claim in request.Claims)
        {
            if (claim.Need > 0 && claim.Granted >= claim.Need && claim.Metric == metric) booked |= 1 << (int)claim.Period;
        }
        return booked;
    }
}

/// <summary>What is to be done with a tally after something was counted in it.</summary>
internal enum TallyState
{
    /// <summary>Nothing: it waits already.</summary>
    Counted,

    /// <summary>It is to be put in the queue of those that wait to be sent.</summary>
    Waits,

    /// <summary>It is no longer used, and nothing was counted: another takes its place.</summary>
    Retired,
}
