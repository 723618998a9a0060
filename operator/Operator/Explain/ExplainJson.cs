using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Snapshots;

namespace Headgate.Operator.Explain;

/// <summary>Writes an explanation for a program.</summary>
internal static class ExplainJson
{
    public static string Of(Inspection inspection) => new JsonObject
    {
        ["product"] = inspection.Product?.Name,
        ["normalizedPath"] = inspection.NormalizedPath,
        ["rules"] = new JsonArray([.. Rules(inspection)]),
        ["costs"] = new JsonObject(inspection.Costs.Select(cost => KeyValuePair.Create(cost.Metric, (JsonNode?)cost.Units))),
        ["backend"] = inspection.Backend?.Name,
        ["application"] = inspection.Application?.Name,
        ["plans"] = new JsonArray([.. Plans(inspection)]),
        ["status"] = inspection.StatusOf(inspection.Reason),
        ["reason"] = inspection.Reason.ToString(),
        ["statusWithCredentials"] = inspection.StatusOf(inspection.CredentialsReason),
        ["reasonWithCredentials"] = inspection.CredentialsReason.ToString(),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    private static IEnumerable<JsonNode> Rules(Inspection inspection) => inspection.Rules
        .Select(index => inspection.Product!.Version.Proxy.Rules[index])
        .Select(rule => new JsonObject
        {
            ["name"] = rule.Name,
            ["method"] = rule.Method,
            ["pattern"] = rule.Pattern,
            ["metric"] = rule.Metric,
            ["increment"] = rule.Increment,
            ["last"] = rule.Last,
            ["denied"] = rule.Denied,
        });

    private static IEnumerable<JsonNode> Plans(Inspection inspection)
    {
        if (inspection.Product is not { } product) return [];
        IEnumerable<PlanRuntime> plans = inspection.Plan is { } own ? [own] : product.Live.Plans.Values.OrderBy(plan => plan.Name, StringComparer.Ordinal);
        return plans.Select(plan => new JsonObject
        {
            ["name"] = plan.Name,
            ["denied"] = plan.Denied,
            ["limits"] = new JsonArray(
            [
                .. plan.AllLimits.Where(limit => inspection.Costs.Any(cost => cost.Metric == limit.MetricName)).Select(limit => (JsonNode)new JsonObject
                {
                    ["metric"] = limit.MetricName,
                    ["period"] = limit.Period.ToString(),
                    ["value"] = limit.Value,
                    ["enforced"] = limit.Enforced,
                }),
            ]),
        });
    }
}
