using System.Globalization;
using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

/// <summary>Limits as one would write them without a thought for speed: everything that ever happened to one Application, in order.</summary>
internal sealed class NaiveLimits
{
    private readonly List<(string Metric, long Units, DateTime At, Period? ReturnedOf)> _log = [];
    private DateTime _newest;

    /// <summary>The instant that counts: a clock that was set back does not.</summary>
    public DateTime See(DateTimeOffset now) => _newest = now.UtcDateTime > _newest ? now.UtcDateTime : _newest;

    /// <summary>Counts the costs if no limit is passed.</summary>
    public bool Call(IEnumerable<(string Metric, long Units)> costs, IEnumerable<Claim> limits)
    {
        var passes = limits.All(limit => !limit.Enforced || Used(limit.Metric, limit.Period) + limit.Need <= limit.Max);
        if (passes) _log.AddRange(costs.Select(cost => (cost.Metric, cost.Units, _newest, (Period?)null)));
        return passes;
    }

    /// <summary>Takes units off the window of a period in which they were booked.</summary>
    public void Return(string metric, Period period, DateTime booked, long units) => _log.Add((metric, units, booked, period));

    /// <summary>Follows everything that happened in the window of the newest call.</summary>
    public long Used(string metric, Period period) => Used(metric, period, _newest);

    /// <summary>Follows everything that happened in the window of an instant, or of the newest call if that is later.</summary>
    public long Used(string metric, Period period, DateTime clock)
    {
        var now = clock > _newest ? clock : _newest;
        long used = 0;
        foreach (var entry in _log)
        {
            if (entry.Metric != metric || WindowOf(period, entry.At) != WindowOf(period, now)) continue;
            if (entry.ReturnedOf is null) used += entry.Units;
            else if (entry.ReturnedOf == period) used = Math.Max(0, used - entry.Units);
        }
        return used;
    }

    private static (int, int, int) WindowOf(Period period, DateTime instant) => period switch
    {
        Period.Minute => (instant.Year, instant.DayOfYear, (instant.Hour * 60) + instant.Minute),
        Period.Hour => (instant.Year, instant.DayOfYear, instant.Hour),
        Period.Day => (instant.Year, instant.DayOfYear, 0),
        Period.Week => (ISOWeek.GetYear(instant), ISOWeek.GetWeekOfYear(instant), 0),
        Period.Month => (instant.Year, instant.Month, 0),
        Period.Year => (instant.Year, 0, 0),
        _ => default,
    };
}
