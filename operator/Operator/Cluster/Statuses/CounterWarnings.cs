using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>What a Product with limits is warned of because of where its gateways count.</summary>
internal static class CounterWarnings
{
    private static readonly string[] All = [Reasons.LimitsPerGateway, Reasons.CountersUnavailable];

    /// <summary>Adds the warnings.</summary>
    /// <param name="status">The Product's.</param>
    /// <param name="pools">The pools that serve it.</param>
    /// <param name="policy">What happens to its calls while the counters cannot be asked.</param>
    /// <param name="observed">The Product as it is, with what was written last.</param>
    public static ResourceStatus Add(ResourceStatus status, IReadOnlyList<PoolState> pools, string policy, Observed observed)
    {
        // Until gateways were asked, what was written last is the best that is known.
        var warnings = pools.Any(pool => ReferenceEquals(pool.Report, GatewayReport.None))
            ? Written(observed)
            : pools.SelectMany(pool => Of(pool, policy)).DistinctBy(warning => warning.Reason);
        foreach (var (reason, message) in warnings) status = status with { Conditions = ConditionSet.Warn(status, reason, message) };
        return status;
    }

    private static IEnumerable<(string Reason, string Message)> Of(PoolState pool, string policy)
    {
        if (pool.Report is { Ready: > 1, CountingAlone: > 0 })
            yield return (Reasons.LimitsPerGateway, "Each gateway counts for itself, so a limit holds per gateway. Give the gateways a Redis, or run one gateway where the sum must hold.");
        if (pool.Report.CountersAway is { } away)
            yield return (Reasons.CountersUnavailable, $"Gateways of the pool {pool.Configuration.Name} cannot ask Redis: {away}. Calls under a limit go by spec.limits.whenStoreUnavailable: {policy}.");
    }

    private static IEnumerable<(string Reason, string Message)> Written(Observed observed)
    {
        var written = (observed.ReadStatus()?["conditions"] as JsonArray ?? [])
            .FirstOrDefault(condition => (string?)condition!["type"] == ConditionTypes.HasWarnings);
        return written is null
            ? []
            : ConditionText.Split((string?)written["reason"] ?? "", (string?)written["message"] ?? "")
                .Where(entry => All.Contains(entry.Key)).Select(entry => (entry.Key, entry.Value));
    }
}
