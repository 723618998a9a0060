using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class RuleOverlapChecks
{
    public static void Duplicates(ProductUnit unit, ProblemList problems)
    {
        foreach (var (first, second) in new RuleCoverage(unit, problems).Pairs().Where(pair => IsDuplicate(pair.Covering, pair.Covered)))
        {
            problems.Warn(second.Rule, "spec.pattern", Reasons.DuplicateRule,
                $"{first.Rule.Label} says the same, and both count. Remove one, or raise the increment of the other.");
        }
    }

    public static void Shadowed(ProductUnit unit, ProblemList problems)
    {
        foreach (var (earlier, later) in new RuleCoverage(unit, problems).Pairs().Where(pair => Shadows(pair.Covering, pair.Covered)))
        {
            problems.Warn(later.Rule, "spec.position", Reasons.ShadowedRule,
                $"{earlier.Rule.Label} comes first, matches everything this rule matches, and has last: true. Give this rule a lower position, or remove it.");
        }
    }

    /// <summary>Rules that count one request more than once on the same metric: correct, but usually a catch-all that was forgotten.</summary>
    public static void DoubleCounting(ProductUnit unit, ProblemList problems)
    {
        var pairs = from pair in new RuleCoverage(unit, problems).Pairs()
                    where pair.Covering.MeetsMethod(pair.Covered) && !EndsBefore(pair.Covering, pair.Covered) && !EndsBefore(pair.Covered, pair.Covering)
                    where !IsDuplicate(pair.Covering, pair.Covered)
                    let metric = CommonMetric(unit.Metrics, pair.Covering.Rule.Spec.Metric, pair.Covered.Rule.Spec.Metric)
                    where metric is not null
                    group pair.Covered.Rule.Metadata.Name by (pair.Covering.Rule, metric);
        foreach (var group in pairs)
        {
            const int most = 5;
            var names = group.Order(StringComparer.Ordinal).ToList();
            var more = names.Count > most ? $" and {names.Count - most} more" : "";
            problems.Warn(unit.Product, "MappingRules", Reasons.DoubleCounting,
                $"A request that matches {string.Join(", ", names.Take(most))}{more} matches {group.Key.Rule.Metadata.Name} ({group.Key.Rule.Spec.Method} {group.Key.Rule.Spec.Pattern}) too, "
                + $"and {group.Key.metric} counts both. If that is not meant, remove {group.Key.Rule.Metadata.Name}, or set last: true on the narrower rule and a lower position.");
        }
    }

    private static bool IsDuplicate(RuleCoverage.ReadRule one, RuleCoverage.ReadRule other) =>
        one.Spelling == other.Spelling && one.Rule.Spec.Method == other.Rule.Spec.Method && one.Rule.Spec.Metric == other.Rule.Spec.Metric && !EndsBefore(one, other);

    private static bool Shadows(RuleCoverage.ReadRule covering, RuleCoverage.ReadRule covered) => EndsBefore(covering, covered) && covering.CoversMethod(covered);

    private static bool EndsBefore(RuleCoverage.ReadRule one, RuleCoverage.ReadRule other) => one.Rule.Spec.Last && one.Order < other.Order;

    private static string? CommonMetric(MetricTable metrics, string one, string other) =>
        metrics.AncestorsOf(one).Prepend(one).FirstOrDefault(metric => metrics.Counts(metric, other));
}
