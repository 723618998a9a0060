using System.Runtime.CompilerServices;
using Headgate.Configuration;

namespace Headgate.Limits.Statistics;

/// <summary>
/// What one Application used within one minute, UTC. Minutes nest in every other period, so this is enough for all seven. Made once and used
/// again; guarded by whoever holds it.
/// </summary>
internal sealed class MinuteUsage
{
    /// <summary>Classes of statuses, 1xx to 5xx (RFC 9110 §15).</summary>
    public const int Classes = 5;

    private MetricUsage[] _metrics = new MetricUsage[4];
    private int _count;
    private StatusCounts _answers;

    /// <summary>UTC ticks at which the minute began.</summary>
    public long Start { get; private set; }

    /// <summary>Calls that were accepted.</summary>
    public long Calls { get; set; }

    /// <summary>Units of all metrics.</summary>
    public long Units { get; private set; }

    /// <summary>What it takes of the bounded buffer: itself, and each metric.</summary>
    public int Entries => 1 + _count;

    /// <summary>The metrics that were used.</summary>
    public ReadOnlySpan<MetricUsage> Metrics => _metrics.AsSpan(0, _count);

    /// <summary>Answers by class, from 1xx on.</summary>
    public ReadOnlySpan<long> Answers => _answers;

    /// <summary>Starts anew, in a minute.</summary>
    public void Begin(long start)
    {
        Start = start;
        Calls = Units = 0;
        _count = 0;
        _answers = default;
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="statusClass">1 to 5.</param>
    public void Answered(int statusClass) => _answers[statusClass - 1]++;

    /// <summary>Where a metric is counted; −1 before it was added.</summary>
    public int Find(string metric)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_metrics[index].Metric == metric) return index;
        }
        return -1;
    }

    /// <summary>Adds a metric that is not there yet.</summary>
    public int Add(string metric)
    {
        if (_count == _metrics.Length) Array.Resize(ref _metrics, _count * 2);
        _metrics[_count] = new MetricUsage { Metric = metric };
        return _count++;
    }

    /// <summary>Counts units.</summary>
    /// <param name="index">Where the metric is counted.</param>
    /// <param name="units">1 or more.</param>
    /// <param name="booked">A bit for each period in which a limit has booked them.</param>
    public void Count(int index, long units, int booked)
    {
        ref var metric = ref _metrics[index];
        metric.Units = Sum(metric.Units, units);
        Units = Sum(Units, units);
        for (var period = 0; period < CurrentWindows.Periods; period++)
        {
            if ((booked & (1 << period)) == 0) metric.Unbooked[period] = Sum(metric.Unbooked[period], units);
        }
    }

    // No counter holds more (Redis.Scripts).
    private static long Sum(long before, long units) => Math.Min(Redis.Scripts.Largest, before + Math.Min(units, Redis.Scripts.Largest));

    [InlineArray(Classes)]
    private struct StatusCounts
    {
        private long _first;
    }
}

/// <summary>Units of one metric.</summary>
internal struct MetricUsage
{
    /// <summary>The metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Units of accepted calls.</summary>
    public long Units { get; set; }

    /// <summary>How many of them no limit of this period has booked, by <see cref="Period"/>.</summary>
    public PeriodUnits Unbooked;

    /// <summary>A number for each period.</summary>
    [InlineArray(CurrentWindows.Periods)]
    public struct PeriodUnits
    {
        private long _first;
    }
}
