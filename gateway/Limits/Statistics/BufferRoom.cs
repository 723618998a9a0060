namespace Headgate.Limits.Statistics;

/// <summary>
/// How much may be kept that Redis has not taken yet, counted in (Application, minute) and (Application, minute, metric). What finds no room is
/// counted as lost. Touched when something new is kept, not with every call.
/// </summary>
/// <param name="most">Most entries.</param>
internal sealed class BufferRoom(int most)
{
    private int _entries;
    private long _lostCalls;
    private long _lostUnits;
    private long _lostAnswers;

    /// <summary>Entries that are kept.</summary>
    public int Entries => Volatile.Read(ref _entries);

    /// <summary>Accepted calls of which something was lost.</summary>
    public long LostCalls => Interlocked.Read(ref _lostCalls);

    /// <summary>Units that were lost.</summary>
    public long LostUnits => Interlocked.Read(ref _lostUnits);

    /// <summary>Answers that were lost.</summary>
    public long LostAnswers => Interlocked.Read(ref _lostAnswers);

    /// <summary>Takes an entry, if there is room.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _entries) <= most) return true;
        Interlocked.Decrement(ref _entries);
        return false;
    }

    /// <summary>Gives entries back.</summary>
    public void Release(int entries) => Interlocked.Add(ref _entries, -entries);

    /// <summary>Something of accepted calls is lost.</summary>
    public void Lose(long calls, long units)
    {
        Interlocked.Add(ref _lostCalls, calls);
        Interlocked.Add(ref _lostUnits, units);
    }

    /// <summary>An answer is lost.</summary>
    public void LoseAnswer() => Interlocked.Increment(ref _lostAnswers);
}
