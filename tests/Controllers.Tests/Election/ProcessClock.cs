namespace Headgate.Controllers.Tests.Election;

/// <summary>
/// The clock of one process on a shared one. While the process is paused nothing rings, and it goes on: who wakes reads the right time, as
/// from a monotonic clock after SIGSTOP and SIGCONT.
/// </summary>
/// <param name="shared">The clock of everybody.</param>
/// <param name="skew">How much later it is by the wall clock of this process.</param>
internal sealed class ProcessClock(TimeProvider shared, TimeSpan skew = default) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly HashSet<Alarm> _sleeps = [];
    private readonly List<Alarm> _missed = [];
    private bool _paused;

    /// <summary>Told when somebody begins to wait for the time to pass.</summary>
    public event Action? Slept;

    /// <summary>Whether somebody waits for the time to pass, and for nothing else.</summary>
    public bool Sleeps
    {
        get
        {
            lock (_lock) return _sleeps.Count > 0;
        }
    }

    /// <summary>Whether nothing rings.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock) return _paused;
        }
    }

    public override long TimestampFrequency => shared.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => shared.GetUtcNow() + skew;

    public override long GetTimestamp() => shared.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        // A Task.Delay hands over itself; the time-out of a request does not.
        lock (_lock) if (state is Task) _sleeps.Add(alarm);
        alarm.Timer = shared.CreateTimer(_ => Ring(alarm), null, dueTime, period);
        if (state is Task) Slept?.Invoke();
        return alarm;
    }

    /// <summary>Rings no more.</summary>
    public void Pause()
    {
        lock (_lock) _paused = true;
    }

    /// <summary>Rings what should have rung.</summary>
    public void Resume()
    {
        List<Alarm> missed;
        lock (_lock)
        {
            _paused = false;
            missed = [.. _missed];
            _missed.Clear();
        }
        foreach (var alarm in missed) Ring(alarm);
    }

    private void Ring(Alarm alarm)
    {
        lock (_lock)
        {
            if (_paused)
            {
                _missed.Add(alarm);
                return;
            }
            _sleeps.Remove(alarm);
        }
        alarm.Ring();
    }

    private void Forget(Alarm alarm)
    {
        lock (_lock)
        {
            _sleeps.Remove(alarm);
            _missed.Remove(alarm);
        }
    }

    private sealed class Alarm(ProcessClock clock, Action ring) : ITimer
    {
        public ITimer? Timer { get; set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period) => Timer!.Change(dueTime, period);

        public void Dispose()
        {
            clock.Forget(this);
            Timer?.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
