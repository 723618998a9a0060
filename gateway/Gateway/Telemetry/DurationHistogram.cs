namespace Headgate.Gateway.Telemetry;

/// <summary>How long something took, in the buckets of OpenTelemetry's http.server.request.duration (seconds).</summary>
public sealed class DurationHistogram
{
    private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private long _ticks;

    /// <summary>Upper bounds of the buckets, in seconds; a last bucket has none.</summary>
    public static IReadOnlyList<double> UpperBounds => Bounds;

    /// <summary>Adds one observation.</summary>
    public void Add(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket]) bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        Interlocked.Add(ref _ticks, duration.Ticks);
    }

    /// <summary>Count per bucket (not cumulative) and the sum in seconds.</summary>
    public (IReadOnlyList<long> Counts, double Sum) Read() =>
        ([.. _counts.Select((_, index) => Interlocked.Read(ref _counts[index]))], TimeSpan.FromTicks(Interlocked.Read(ref _ticks)).TotalSeconds);
}
