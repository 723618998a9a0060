using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.TestOperator;

/// <summary>What an operator leaves behind beside the content of published objects.</summary>
internal static class Inventory
{
    /// <summary>What is too much or lacks, or null: objects that nobody looks after, Secrets of Applications, statuses of an older edition.</summary>
    public static async Task<string?> ProblemAsync(Stage stage, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        var published = (await Published.ReadAsync(stage, configuration, cancellationToken)).Keys.Select(entry => entry[..entry.LastIndexOf(' ')]).ToHashSet();
        foreach (var kind in new[] { Kinds.ConfigMaps, Kinds.Secrets })
        {
            foreach (var item in await stage.ListAsync(kind, stage.Gateways, cancellationToken))
            {
                var name = (string)item["metadata"]!["name"]!;
                if (!name.StartsWith("headgate-", StringComparison.Ordinal)) continue;
                if (!published.Contains($"{kind.Kind} {name}")) return $"The {kind.Kind} {name} is nobody's.";
                if ((string?)item["metadata"]!["labels"]![PublishedObjects.PoolLabel] != Stage.Pool) return $"The {kind.Kind} {name} is of no pool.";
            }
        }
        foreach (var tenant in stage.Tenants)
        {
            var applications = await stage.ListAsync(Kinds.Applications, tenant, cancellationToken);
            if (await SecretsAsync(stage, tenant, applications, cancellationToken) is { } problem) return problem;
            foreach (var kind in Kinds.Own)
                foreach (var item in kind == Kinds.Applications ? applications : await stage.ListAsync(kind, tenant, cancellationToken))
                    if (!IsReported(item)) return $"The status of the {kind.Kind} {item["metadata"]!["name"]} is not of its edition.";
        }
        return null;
    }

    // One of each Application that names none, and none of an Application that is gone.
    private static async Task<string?> SecretsAsync(
        Stage stage, string tenant, IReadOnlyList<JsonObject> applications, CancellationToken cancellationToken)
    {
        var owners = (await stage.ListAsync(Kinds.Secrets, tenant, cancellationToken))
            .SelectMany(secret => secret["metadata"]!["ownerReferences"] as JsonArray ?? []).Select(owner => (string)owner!["uid"]!).Order().ToList();
        var wanted = applications.Where(application => application["spec"]!["credentials"]?["secretRef"] is null)
            .Select(application => (string)application["metadata"]!["uid"]!).Order();
        return owners.SequenceEqual(wanted) ? null : "Secrets that the operator made do not fit the Applications.";
    }

    private static bool IsReported(JsonObject item)
    {
        var generation = (long)item["metadata"]!["generation"]!;
        return (long?)item["status"]?["observedGeneration"] == generation
            && item["status"]!["conditions"] is JsonArray { Count: > 0 } conditions
            && conditions.All(condition => (long?)condition!["observedGeneration"] == generation);
    }
}
