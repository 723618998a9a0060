using Headgate.Configuration;
using Headgate.Limits;

namespace Headgate.Gateway.Snapshots;

/// <summary>A plan with its limits resolved to the metrics of one Product.</summary>
public sealed class PlanRuntime
{
    // The largest integer that every JSON reader keeps exact (RFC 8259 §6), and so the bound of the contract.
    private const long MostUnits = (1L << 53) - 1;

    /// <summary>Resolves a plan. A limit on a metric that this version of the Product does not have can never be met and is left out.</summary>
    /// <exception cref="ArgumentException">A limit allows fewer than 0 or more than 2^53 − 1 units.</exception>
    public PlanRuntime(Plan plan, MetricTree metrics)
    {
        if (plan.Limits.FirstOrDefault(limit => limit.Value is < 0 or > MostUnits) is { } wrong)
            throw new ArgumentException($"Plan {plan.Name}: a limit of {wrong.Value} on {wrong.Metric}: 0 to {MostUnits} is allowed.", nameof(plan));
        Plan = plan;
        Limits =
        [
            .. plan.Limits
                .Where(limit => metrics.IndexOf(limit.Metric) >= 0)
                .Select(limit => new LimitRuntime(metrics.IndexOf(limit.Metric), limit.Metric, limit.Period, limit.Value, limit.Mode == LimitMode.Enforce)),
        ];
    }

    /// <summary>The ApplicationPlan as <c>namespace/name</c>.</summary>
    public string Name => Plan.Name;

    /// <summary>Whether its Applications are refused because it is broken.</summary>
    public bool Denied => Plan.Denied;

    /// <summary>Its limits.</summary>
    public IReadOnlyList<LimitRuntime> AllLimits => Limits;

    /// <summary>What was resolved.</summary>
    internal Plan Plan { get; }

    internal LimitRuntime[] Limits { get; }
}

/// <summary>One limit.</summary>
/// <param name="Metric">Index of the metric in its Product.</param>
/// <param name="MetricName">Name of the metric.</param>
/// <param name="Period">The calendar period.</param>
/// <param name="Value">Most units.</param>
/// <param name="Enforced">Whether it refuses.</param>
public readonly record struct LimitRuntime(int Metric, string MetricName, Period Period, long Value, bool Enforced);
