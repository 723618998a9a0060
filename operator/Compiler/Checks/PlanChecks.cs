using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class PlanChecks
{
    /// <summary>What follows where the plan is in force already.</summary>
    public const string Consequence = " Applications of the plan are refused until then.";

    public static void Metrics(ProductUnit unit, ProblemList problems)
    {
        foreach (var (plan, index, limit) in Limits(unit).Where(entry => !unit.Metrics.Contains(entry.Limit.Metric)))
        {
            if (unit.MetricsElsewhere.Contains(limit.Metric))
            {
                problems.Warn(plan, $"spec.limits[{index}].metric", Reasons.MetricNotInVersion,
                    $"The version that is served has no metric or method {limit.Metric}, another one has. The limit binds as soon as that is served.");
                continue;
            }
            problems.Invalid(plan, $"spec.limits[{index}].metric",
                $"There is no metric or method {limit.Metric}. {MetricChecks.Known(unit)}{Consequence}", Reasons.MetricNotFound);
        }
    }

    public static void OneLimitPerMetricAndPeriod(ProductUnit unit, ProblemList problems)
    {
        var seen = new HashSet<(ApplicationPlan, string, Period)>();
        foreach (var (plan, index, limit) in Limits(unit).Where(entry => !seen.Add((entry.Plan, entry.Limit.Metric, entry.Limit.Period))))
        {
            problems.Invalid(plan, $"spec.limits[{index}]", $"There is another limit on {limit.Metric} per {limit.Period}. Keep one per metric and period.");
        }
    }

    private static IEnumerable<(ApplicationPlan Plan, int Index, PlanLimit Limit)> Limits(ProductUnit unit) =>
        unit.Plans.SelectMany(plan => plan.Spec.Limits.Index().Select(entry => (plan, entry.Index, entry.Item)));
}
