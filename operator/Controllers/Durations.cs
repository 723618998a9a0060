namespace Headgate.Controllers;

/// <summary>Counts durations in buckets (Prometheus histogram, cumulative).</summary>
public sealed class Durations
{
    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Bounds.Count];
    private double _sum;
    private long _count;

    /// <summary>Upper bounds of the buckets, seconds.</summary>
    public static IReadOnlyList<double> Bounds { get; } = [0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60];

    /// <summary>Adds one.</summary>
    public void Add(TimeSpan duration)
    {
        lock (_lock)
        {
            _sum += duration.TotalSeconds;
            _count++;
            for (var bucket = 0; bucket < Bounds.Count; bucket++)
                if (duration.TotalSeconds <= Bounds[bucket]) _counts[bucket]++;
        }
    }

    /// <summary>Counts by bucket, their number and their sum in seconds.</summary>
    public (IReadOnlyList<long> Counts, long Count, double Sum) Read()
    {
        lock (_lock) return ([.. _counts], _count, _sum);
    }
}
