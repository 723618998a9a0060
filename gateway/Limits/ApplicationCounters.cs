using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>
/// The counters of one Application: for each metric it has used, usage in the current window of all seven periods. Everything is counted,
/// limited or not, so that a limit that is new finds the true usage. One small lock per Application; none is shared between two.
/// </summary>
internal sealed class ApplicationCounters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, MetricCounters> _metrics = new(StringComparer.Ordinal);
    private CurrentWindows _windows;

    /// <summary>Books the request's costs when no enforced claim stands against it.</summary>
    public ReserveOutcome Reserve(ReserveRequest request, DateTimeOffset clock)
    {
        lock (_lock)
        {
            request.Now = _windows.Advance(clock);
            var refused = false;
            foreach (ref var claim in request.Claims)
            {
                claim.Used = Used(claim.Metric, claim.Period, _windows);
                claim.Granted = 0;
                claim.Epoch = 0;
                refused |= claim.Exceeded;
            }
            if (refused) return ReserveOutcome.Refused;
            Book(request);
            foreach (ref var claim in request.Claims)
            {
                claim.Used = Used(claim.Metric, claim.Period, _windows);
                claim.Granted = claim.Need;
            }
            return ReserveOutcome.Granted;
        }
    }

    /// <summary>Takes units off a counter whose window is still the one they were booked in.</summary>
    public void Return(in UnspentUnits units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units.Units, nameof(units));
        lock (_lock)
        {
            if (units.Epoch != 0 || !_metrics.TryGetValue(units.Metric, out var counters)) return;
            counters.Remove(units.Period, units.WindowStart.UtcTicks, units.Units);
        }
    }

    /// <summary>Reads counters and returns the instant that counts. The windows stay where they are: only calls move them.</summary>
    public DateTimeOffset Read(Span<CounterReading> counters, DateTimeOffset clock)
    {
        lock (_lock)
        {
            var windows = _windows;
            var now = windows.Advance(clock);
            foreach (ref var counter in counters) counter.Used = Used(counter.Metric, counter.Period, windows);
            return now;
        }
    }

    private void Book(ReserveRequest request)
    {
        foreach (ref readonly var cost in request.Costs) CountersOf(cost.Metric).AddToAll(cost.Units, _windows);
        foreach (ref readonly var claim in request.Claims)
        {
            // A claim without a cost is about its own counter alone.
            if (claim.Need > 0 && !request.HasCost(claim.Metric)) CountersOf(claim.Metric).Add(claim.Period, claim.Need, _windows);
        }
    }

    private long Used(string metric, Period period, in CurrentWindows windows) =>
        _metrics.TryGetValue(metric, out var counters) ? counters.Used(period, windows) : 0;

    private MetricCounters CountersOf(string metric)
    {
        if (!_metrics.TryGetValue(metric, out var counters)) _metrics[metric] = counters = new MetricCounters();
        return counters;
    }
}
