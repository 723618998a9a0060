using Headgate.Configuration;
using Headgate.Limits;

namespace Headgate.Gateway.Snapshots;

/// <summary>A plan with its limits resolved to the metrics of one Product.</summary>
public sealed class PlanRuntime
{
    /// <summary>Resolves a plan. A limit on a metric that this version of the Product does not have can never be met and is left out.</summary>
    public PlanRuntime(Plan plan, MetricTree metrics)
    {
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
