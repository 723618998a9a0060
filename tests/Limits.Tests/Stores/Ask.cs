using Headgate.Configuration;

namespace Headgate.Limits.Tests.Stores;

/// <summary>Requests written as a sentence.</summary>
internal static class Ask
{
    /// <summary>A request of an Application that costs nothing yet.</summary>
    public static ReserveRequest For(string application) => new ReserveRequest().Again(application);

    /// <summary>The same object, for another call.</summary>
    public static ReserveRequest Again(this ReserveRequest request, string application)
    {
        request.Begin(application);
        return request;
    }

    /// <summary>Adds a cost.</summary>
    public static ReserveRequest Costing(this ReserveRequest request, string metric, long units = 1)
    {
        request.AddCost(metric, units);
        return request;
    }

    /// <summary>Adds an enforced limit on a metric that the request costs already.</summary>
    public static ReserveRequest Limited(this ReserveRequest request, string metric, Period period, long max) =>
        request.Add(metric, period, max, enforced: true);

    /// <summary>Adds a limit that only observes.</summary>
    public static ReserveRequest Observed(this ReserveRequest request, string metric, Period period, long max) =>
        request.Add(metric, period, max, enforced: false);

    /// <summary>Adds an enforced limit on units that are no cost of the request.</summary>
    public static ReserveRequest Claiming(this ReserveRequest request, string metric, Period period, long units, long max)
    {
        request.AddClaim(new Claim { Metric = metric, Period = period, Need = units, Want = units, Max = max, Enforced = true });
        return request;
    }

    /// <summary>Units of an answered claim, to give back.</summary>
    public static UnspentUnits Unspent(this ReserveRequest request, int claim, long units)
    {
        var booked = request.Claims[claim];
        return new UnspentUnits(booked.Metric, booked.Period, CalendarWindow.Of(booked.Period, request.Now).Start, booked.Epoch, units);
    }

    private static ReserveRequest Add(this ReserveRequest request, string metric, Period period, long max, bool enforced)
    {
        foreach (ref readonly var cost in request.Costs)
        {
            if (cost.Metric != metric) continue;
            request.AddClaim(new Claim { Metric = metric, Period = period, Need = cost.Units, Want = cost.Units, Max = max, Enforced = enforced });
            return request;
        }
        throw new ArgumentException($"The request does not cost {metric}.", nameof(metric));
    }
}
