using Headgate.Configuration.Paths;
using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class RuleChecks
{
    public static void Pattern(ProductUnit unit, ProblemList problems)
    {
        foreach (var rule in unit.Rules)
        {
            if (RulePattern.Parse(rule.Spec.Pattern, unit.EncodedSlashes, out var problem) is null) problems.Invalid(rule, "spec.pattern", problem!);
        }
    }

    public static void Metric(ProductUnit unit, ProblemList problems)
    {
        foreach (var rule in unit.Rules.Where(rule => !unit.Metrics.Contains(rule.Spec.Metric)))
        {
            problems.Invalid(rule, "spec.metric",
                $"There is no metric or method {rule.Spec.Metric}. {MetricChecks.Known(unit)} What the rule matches is refused until then.", Reasons.MetricNotFound);
        }
    }
}
