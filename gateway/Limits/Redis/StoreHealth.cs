namespace Headgate.Limits.Redis;

/// <summary>
/// A circuit breaker: after a few failures in a row nothing waits for Redis any more until a probe got through. Safe for concurrent use.
/// </summary>
public sealed class StoreHealth(TimeProvider time)
{
    /// <summary>Failures in a row after which the store counts as away.</summary>
    public const int Patience = 3;

    private readonly Lock _lock = new();
    private int _failures;
    private long _calls;
    private long _failed;
    private volatile Outage? _outage;

    /// <summary>Why and since when the store counts as away; null while it answers.</summary>
    public Outage? Current => _outage;

    /// <summary>Raised when the store goes away, and with null when it is back; on any thread.</summary>
    public event Action<Outage?>? Changed;

    /// <summary>Scripts that were sent.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Scripts that were not answered in time, or with an error.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>A script is being sent.</summary>
    internal void Called() => Interlocked.Increment(ref _calls);

    /// <summary>A script was answered by a store that works.</summary>
    internal void Answered()
    {
        // The common case must not write to what all cores read.
        if (Volatile.Read(ref _failures) == 0) return;
        lock (_lock) _failures = 0;
    }

    /// <summary>A probe was answered: the store is back.</summary>
    internal void Back()
    {
        lock (_lock)
        {
            _failures = 0;
            if (_outage is null) return;
            _outage = null;
        }
        Changed?.Invoke(null);
    }

    /// <summary>A script met an object of its own that is broken; the store as a whole works.</summary>
    internal void Stumbled() => Interlocked.Increment(ref _failed);

    /// <summary>A script was not answered in time, or told that the store does not work.</summary>
    /// <param name="reason">In words.</param>
    /// <param name="certain">Whether this alone is enough to know.</param>
    internal void Missed(string reason, bool certain)
    {
        Interlocked.Increment(ref _failed);
        Outage outage;
        lock (_lock)
        {
            if ((++_failures < Patience && !certain) || _outage is not null) return;
            _outage = outage = new Outage(time.GetUtcNow(), reason);
        }
        Changed?.Invoke(outage);
    }
}

/// <summary>A time without the store.</summary>
/// <param name="Since">When it was noticed.</param>
/// <param name="Reason">What was seen, in words.</param>
public sealed record Outage(DateTimeOffset Since, string Reason);
