using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>Writes the status of one object, and an Event for each thing that is newly wrong with it.</summary>
internal sealed class StatusReporter(ClusterStores stores, StatusComposer composer, StatusWriter writer, EventRecorder events, Fence fence)
{
    private static readonly string[] Faults = [ConditionTypes.Accepted, ConditionTypes.ResolvedRefs];
    private static readonly string[] Signs = [ConditionTypes.Conflicted, ConditionTypes.PartiallyInvalid, ConditionTypes.HasWarnings];

    /// <summary>Writes what differs.</summary>
    /// <returns>When the status says less than it should by itself: the end of a period; else null.</returns>
    public async Task<TimeSpan?> ReportAsync(StatusKey target, TimeProvider time, CancellationToken cancellationToken)
    {
        if (stores.Find(target) is not { } observed || composer.Compose(target, observed) is not { } wanted) return null;
        var current = observed.ReadStatus();
        fence.Check(null);
        var written = await writer.WriteAsync(target.Kind, target.Key, observed.Uid, current, wanted, cancellationToken);
        if (written is not null) Tell(target, observed, current, wanted);
        return NextReset(wanted, time);
    }

    private void Tell(StatusKey target, Observed observed, JsonObject? before, JsonObject now)
    {
        var subject = new EventSubject(target.Kind, target.Key, observed.Uid);
        var old = Conditions(before).ToDictionary(condition => (string)condition["type"]!, StringComparer.Ordinal);
        foreach (var condition in Conditions(now))
        {
            var type = (string)condition["type"]!;
            if (old.TryGetValue(type, out var earlier) && Same(earlier, condition)) continue;
            var status = (string?)condition["status"];
            var isFault = Faults.Contains(type) && status == nameof(ConditionStatus.False);
            if (isFault || (Signs.Contains(type) && status == nameof(ConditionStatus.True)))
                events.Record(subject, isWarning: true, (string)condition["reason"]!, "Compile", (string)condition["message"]!);
            else if (type == ConditionTypes.Ready && status == nameof(ConditionStatus.True) && target.Kind == Kinds.Products)
                events.Record(subject, isWarning: false, Reasons.Programmed, "Publish", "Every ready gateway serves it.");
        }
    }

    private static bool Same(JsonObject earlier, JsonObject now) =>
        (string?)earlier["status"] == (string?)now["status"] && (string?)earlier["reason"] == (string?)now["reason"]
        && (string?)earlier["message"] == (string?)now["message"];

    private static TimeSpan? NextReset(JsonObject status, TimeProvider time)
    {
        var resets = (status["usage"] as JsonArray ?? []).Select(limit => (DateTimeOffset?)limit!["resetAt"]).OfType<DateTimeOffset>().ToList();
        return resets.Count == 0 ? null : resets.Min() - time.GetUtcNow() + TimeSpan.FromSeconds(1);
    }

    private static IEnumerable<JsonObject> Conditions(JsonObject? status) => (status?["conditions"] as JsonArray ?? []).OfType<JsonObject>();
}
