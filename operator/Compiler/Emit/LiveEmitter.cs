using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Emit;

/// <summary>Makes the live part of a Product.</summary>
internal static class LiveEmitter
{
    public static ProductLive Emit(ProductUnit unit, ProblemList problems) => new()
    {
        Format = Contract.Format,
        Product = unit.Product.FullName,
        Plans = [.. unit.Plans.Select(plan => Plan(plan, unit, problems.Refuses(plan))), .. TestCredential.Plans(unit)],
        WhenStoreUnavailable = (Configuration.StorePolicy)(unit.Product.Spec.Limits ?? new ProductLimits()).WhenStoreUnavailable,
    };

    // A refused plan keeps no limits: some of them may be the broken ones, and nobody is served under it anyway.
    private static Plan Plan(ApplicationPlan plan, ProductUnit unit, bool denied) => new()
    {
        Name = plan.FullName,
        Denied = denied,
        Limits = denied ? [] :
        [
            .. plan.Spec.Limits
                .Where(limit => unit.Metrics.Contains(limit.Metric))
                .Select(limit => new Limit
                {
                    Metric = limit.Metric,
                    Period = (Configuration.Period)limit.Period,
                    Value = limit.Value,
                    Mode = (Configuration.LimitMode)limit.Mode,
                })
                .OrderBy(limit => limit.Metric, StringComparer.Ordinal)
                .ThenBy(limit => limit.Period),
        ],
    };
}
