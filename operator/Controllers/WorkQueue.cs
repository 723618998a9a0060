namespace Headgate.Controllers;

/// <summary>
/// Keys that need work. A key waits at most once however often it is added, and is worked on by one worker at a time: added meanwhile, it comes
/// again after that.
/// </summary>
public sealed class WorkQueue<TKey>(TimeProvider time) : IDisposable
    where TKey : notnull
{
    // Timers take no more than 49 days. Who comes early looks and waits again.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly Queue<TKey> _ready = new();
    private readonly Dictionary<TKey, long> _waiting = [];
    private readonly HashSet<TKey> _working = [];
    private readonly Dictionary<TKey, Delayed> _delayed = [];
    private readonly Dictionary<TKey, int> _failures = [];
    private readonly SemaphoreSlim _available = new(0);
    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1));

    private long _adds;
    private long _retries;

    /// <summary>How long keys waited until they were worked on.</summary>
    public Durations Waits { get; } = new();

    /// <summary>How many keys were added, and how many of them because they had failed.</summary>
    public (long Adds, long Retries) Totals
    {
        get
        {
            lock (_lock) return (_adds, _retries);
        }
    }

    /// <summary>Number of keys that wait to be worked on now.</summary>
    public int Depth
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Adds a key.</summary>
    public void Add(TKey key)
    {
        lock (_lock)
        {
            if (!_waiting.TryAdd(key, time.GetTimestamp())) return;
            _adds++;
            if (_working.Contains(key)) return;
            _ready.Enqueue(key);
        }
        _available.Release();
    }

    /// <summary>Adds a key after a while; the soonest of several times counts.</summary>
    public void AddAfter(TKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }
        if (delay > Longest) delay = Longest;
        lock (_lock)
        {
            var due = time.GetUtcNow() + delay;
            if (_delayed.TryGetValue(key, out var earlier))
            {
                if (earlier.Due <= due) return;
                earlier.Timer.Dispose();
            }
            _delayed[key] = new Delayed(due, time.CreateTimer(_ => Ripen(key, due), null, delay, Timeout.InfiniteTimeSpan));
        }
    }

    /// <summary>Adds a key that failed, later each time it fails again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="most">The longest wait, where it is not the queue's own.</param>
    /// <returns>How often it failed in a row.</returns>
    public int AddFailed(TKey key, TimeSpan? most = null)
    {
        int failures;
        lock (_lock)
        {
            failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            _retries++;
        }
        var wait = _backoff.After(failures);
        AddAfter(key, wait < most ? wait : most ?? wait);
        return failures;
    }

    /// <summary>Forgets that a key failed.</summary>
    public void Forget(TKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    /// <summary>The next key, which is this worker's until <see cref="Done"/>.</summary>
    public async ValueTask<TKey> TakeAsync(CancellationToken cancellationToken)
    {
        await _available.WaitAsync(cancellationToken);
        lock (_lock)
        {
            var key = _ready.Dequeue();
            _waiting.Remove(key, out var since);
            Waits.Add(time.GetElapsedTime(since));
            _working.Add(key);
            return key;
        }
    }

    /// <summary>Gives a key back.</summary>
    public void Done(TKey key)
    {
        lock (_lock)
        {
            _working.Remove(key);
            if (!_waiting.ContainsKey(key)) return;
            _ready.Enqueue(key);
        }
        _available.Release();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var delayed in _delayed.Values) delayed.Timer.Dispose();
            _delayed.Clear();
        }
        _available.Dispose();
    }

    private void Ripen(TKey key, DateTimeOffset due)
    {
        lock (_lock)
        {
            if (!_delayed.TryGetValue(key, out var delayed) || delayed.Due != due) return;
            delayed.Timer.Dispose();
            _delayed.Remove(key);
        }
        Add(key);
    }

    private sealed record Delayed(DateTimeOffset Due, ITimer Timer);
}
