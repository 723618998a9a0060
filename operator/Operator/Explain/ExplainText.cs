using System.Globalization;
using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;

namespace Headgate.Operator.Explain;

/// <summary>Writes an explanation for a person.</summary>
internal static class ExplainText
{
    public static void Write(Inspection inspection, TextWriter output)
    {
        output.WriteLine($"Product    {inspection.Product?.Name ?? "none has this host"}");
        output.WriteLine($"Path       {inspection.NormalizedPath ?? "-"}");
        if (inspection.Product is { } product)
        {
            WriteRules(product, inspection, output);
            if (inspection.Costs.Count > 0) output.WriteLine($"Costs      {string.Join(", ", inspection.Costs.Select(cost => $"{cost.Metric} +{cost.Units}"))}");
            if (inspection.Backend is { } backend) output.WriteLine($"Backend    {backend.Name}: {backend.Origin}{backend.PathFor(inspection.NormalizedPath)}");
            WriteLimits(product, inspection, output);
        }
        output.WriteLine($"Answer     {Answer(inspection)}");
    }

    private static void WriteRules(ProductRuntime product, Inspection inspection, TextWriter output)
    {
        var rules = product.Version.Proxy.Rules;
        output.WriteLine($"Rules      {inspection.Rules.Count} of {rules.Count} match");
        foreach (var rule in inspection.Rules.Select(index => rules[index]))
        {
            var remark = rule.Denied ? "  (not accepted: refuses what it matches)" : rule.Last ? "  (last: ends the search)" : "";
            output.WriteLine($"  {rule.Name,-24} {rule.Method,-7} {rule.Pattern,-32} {rule.Metric} +{rule.Increment}{remark}");
        }
    }

    private static void WriteLimits(ProductRuntime product, Inspection inspection, TextWriter output)
    {
        if (inspection.Costs.Count == 0) return;
        var plans = inspection.Plan is { } own ? [own] : product.Live.Plans.Values.OrderBy(plan => plan.Name, StringComparer.Ordinal).ToList();
        output.WriteLine(inspection.Application is { } application ? $"Limits     of {application.Name} under {application.Plan}" : "Limits     by plan");
        foreach (var plan in plans)
        {
            var met = plan.AllLimits.Where(limit => inspection.Costs.Any(cost => cost.Metric == limit.MetricName)).ToList();
            if (met.Count == 0) output.WriteLine($"  {plan.Name,-24} {(plan.Denied ? "not accepted: refuses its Applications" : "unlimited")}");
            foreach (var limit in met)
            {
                var cost = inspection.Costs.First(entry => entry.Metric == limit.MetricName).Units;
                output.WriteLine($"  {plan.Name,-24} {limit.MetricName,-16} {Allowance(limit, cost)}");
            }
        }
    }

    private static string Allowance(LimitRuntime limit, long cost)
    {
        var period = limit.Period == Period.Eternity ? "for ever" : $"per {limit.Period.ToString().ToLowerInvariant()}";
        var calls = limit.Value == 0 ? "disabled" : string.Create(CultureInfo.InvariantCulture, $"{limit.Value} {period}: {limit.Value / cost} such calls");
        return limit.Enforced ? calls : calls + " (only observed)";
    }

    private static string Answer(Inspection inspection)
    {
        if (inspection.Reason != Reason.Accepted) return Refusal(inspection.Reason);
        if (!inspection.HasCredentials) return $"forwarded for an application with room in its plan; without credentials {Refusal(inspection.CredentialsReason)}";
        return inspection.CredentialsReason == Reason.Accepted ? "forwarded while the plan has room" : Refusal(inspection.CredentialsReason);

        string Refusal(Reason reason) => $"{inspection.StatusOf(reason)} {RefusalAnswer.Of(reason).Title} ({reason})";
    }
}
