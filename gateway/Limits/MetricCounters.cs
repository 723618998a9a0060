using System.Runtime.CompilerServices;
using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>
/// The counters of one metric, one per period. A counter of a window that is over reads 0 and is overwritten in place by the next
/// booking, so nothing piles up and nothing needs to expire. Guarded by its Application's lock.
/// </summary>
internal sealed class MetricCounters
{
    private Counters _counters;

    /// <summary>Units used in the period's current window.</summary>
    public long Used(Period period, in CurrentWindows windows)
    {
        ref var counter = ref _counters[(int)period];
        return counter.Start == windows.StartOf(period) ? counter.Used : 0;
    }

    /// <summary>Adds units to one period.</summary>
    public void Add(Period period, long units, in CurrentWindows windows)
    {
        ref var counter = ref _counters[(int)period];
        counter.Used = SaturatingSum(Used(period, windows), units);
        counter.Start = windows.StartOf(period);
    }

    /// <summary>Adds units to all seven periods.</summary>
    public void AddToAll(long units, in CurrentWindows windows)
    {
        for (var period = Period.Minute; period <= Period.Eternity; period++) Add(period, units, windows);
    }

    /// <summary>Takes units off one period, down to 0 at most, if it still counts in the window that began at these UTC ticks.</summary>
    public void Remove(Period period, long windowStart, long units)
    {
        ref var counter = ref _counters[(int)period];
        if (counter.Start == windowStart) counter.Used = Math.Max(0, counter.Used - units);
    }

    private static long SaturatingSum(long used, long units) => units > long.MaxValue - used ? long.MaxValue : used + units;

    private struct Counter
    {
        public long Start;
        public long Used;
    }

    [InlineArray(CurrentWindows.Periods)]
    private struct Counters
    {
        private Counter _first;
    }
}
