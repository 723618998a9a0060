using Headgate.Gateway.Snapshots;
using Headgate.Limits;

namespace Headgate.Gateway.Pipeline;

/// <summary>What a call costs, and which limits of a plan it meets (SEMANTICS §3, §4).</summary>
internal static class Pricing
{
    /// <summary>Adds up the matched rules per metric, ancestors included.</summary>
    public static ReadOnlySpan<long> Usage(Call call)
    {
        var version = call.Product.Version;
        var usage = call.Usage(version.Metrics.Count);
        foreach (var rule in call.Match.Rules) version.Metrics.Add(usage, version.RuleMetrics[rule], version.Proxy.Rules[rule].Increment);
        return usage;
    }

    /// <summary>Fills the call's reservation; refuses when the plan disables a metric of the call.</summary>
    public static Reason Price(Call call, PlanRuntime plan)
    {
        var metrics = call.Product.Version.Metrics;
        var usage = Usage(call);
        var reservation = call.Reservation;
        reservation.Begin(call.Application.Name, call.Product.Live.WhenStoreUnavailable);
        for (var metric = 0; metric < usage.Length; metric++)
        {
            if (usage[metric] > 0) reservation.AddCost(metrics.NameOf(metric), usage[metric]);
        }
        var reason = Reason.Accepted;
        foreach (ref readonly var limit in plan.Limits.AsSpan())
        {
            var cost = usage[limit.Metric];
            if (cost == 0) continue;
            if (limit is { Value: 0, Enforced: true }) reason = Reason.MetricDisabled;
            reservation.AddClaim(new Claim
            {
                Metric = limit.MetricName,
                Period = limit.Period,
                Need = cost,
                Want = cost,
                Max = limit.Value,
                Enforced = limit.Enforced,
            });
        }
        return reason;
    }
}
