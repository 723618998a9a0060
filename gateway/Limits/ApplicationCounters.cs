using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>
/// The counters of one Application: for each metric it has used, usage in the current window of all seven periods. Everything is counted,
/// limited or not, so that a limit that is new finds the true usage. One small lock per Application; none is shared between two.
/// </summary>
internal sealed class ApplicationCounters
{
    private static readonly Period[] Periods = Enum.GetValues<Period>();

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counter[]> _metrics = new(StringComparer.Ordinal);
    private long _now;

    /// <summary>Books the request's costs when no enforced claim stands against it.</summary>
    public ReserveOutcome Reserve(ReserveRequest request, DateTimeOffset clock)
    {
        lock (_lock)
        {
            // Windows never go backwards: a clock that was set back goes on counting in the newest window seen.
            _now = Math.Max(_now, clock.UtcTicks);
            request.Now = new DateTimeOffset(_now, TimeSpan.Zero);
            var refused = false;
            foreach (ref var claim in request.Claims)
            {
                claim.Used = Used(claim.Metric, claim.Period);
                claim.Granted = 0;
                claim.Epoch = 0;
                refused |= claim.Exceeded;
            }
            if (refused) return ReserveOutcome.Refused;
            foreach (ref readonly var cost in request.Costs) Add(cost.Metric, cost.Units);
            foreach (ref var claim in request.Claims)
            {
                claim.Used = Used(claim.Metric, claim.Period);
                claim.Granted = claim.Need;
            }
            return ReserveOutcome.Granted;
        }
    }

    /// <summary>Takes units off a counter whose window is still the one they were booked in.</summary>
    public void Return(in UnspentUnits units)
    {
        lock (_lock)
        {
            if (units.Epoch != 0 || !_metrics.TryGetValue(units.Metric, out var counters)) return;
            ref var counter = ref counters[(int)units.Period];
            if (counter.Start == units.WindowStart.UtcTicks) counter.Used = Math.Max(0, counter.Used - units.Units);
        }
    }

    /// <summary>What is counted in the windows of an instant.</summary>
    public IReadOnlyList<CounterReading> Read(DateTimeOffset clock)
    {
        lock (_lock)
        {
            _now = Math.Max(_now, clock.UtcTicks);
            var now = new DateTimeOffset(_now, TimeSpan.Zero);
            return
            [
                .. from metric in _metrics.Keys.Order(StringComparer.Ordinal)
                   from period in Periods
                   let used = Used(metric, period)
                   where used > 0
                   select new CounterReading(metric, period, CalendarWindow.Of(period, now), used),
            ];
        }
    }

    private long Used(string metric, Period period)
    {
        if (!_metrics.TryGetValue(metric, out var counters)) return 0;
        ref readonly var counter = ref counters[(int)period];
        return counter.Start == CalendarWindow.StartTicks(period, _now) ? counter.Used : 0;
    }

    private void Add(string metric, long units)
    {
        if (!_metrics.TryGetValue(metric, out var counters)) _metrics[metric] = counters = new Counter[Periods.Length];
        foreach (var period in Periods)
        {
            ref var counter = ref counters[(int)period];
            var start = CalendarWindow.StartTicks(period, _now);
            if (counter.Start != start) counter = new Counter { Start = start };
            counter.Used = units > long.MaxValue - counter.Used ? long.MaxValue : counter.Used + units;
        }
    }

    private struct Counter
    {
        public long Start;
        public long Used;
    }
}

/// <summary>Usage of one metric in one window.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Period">The period.</param>
/// <param name="Window">The window.</param>
/// <param name="Used">Units used, 1 or more.</param>
public readonly record struct CounterReading(string Metric, Period Period, CalendarWindow Window, long Used);
