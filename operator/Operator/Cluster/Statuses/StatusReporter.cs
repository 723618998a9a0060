using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>Writes the status of one object, and an Event for each thing that is newly wrong with it.</summary>
internal sealed class StatusReporter(ClusterStores stores, StatusComposer composer, StatusWriter writer, StatusEvents events, Fence fence)
{
    /// <summary>Writes what differs.</summary>
    /// <returns>When the status says less than it should by itself: the end of a period; else null.</returns>
    public async Task<TimeSpan?> ReportAsync(StatusKey target, TimeProvider time, CancellationToken cancellationToken)
    {
        if (stores.Find(target) is not { } observed || composer.Compose(target, observed) is not { } wanted) return null;
        var current = observed.ReadStatus();
        fence.Check(null);
        var written = await writer.WriteAsync(target.Kind, target.Key, observed.Uid, current, wanted, cancellationToken);
        if (written is not null) events.Tell(target, observed.Uid, current, wanted);
        return NextReset(wanted, time);
    }

    private static TimeSpan? NextReset(JsonObject status, TimeProvider time)
    {
        var resets = (status["usage"] as JsonArray ?? []).Select(limit => (DateTimeOffset?)limit!["resetAt"]).OfType<DateTimeOffset>().ToList();
        return resets.Count == 0 ? null : resets.Min() - time.GetUtcNow() + TimeSpan.FromSeconds(1);
    }
}
