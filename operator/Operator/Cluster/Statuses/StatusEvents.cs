using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>
/// Tells by Events what a status newly says: one Event for each reason that comes up, however many conditions and lines it has. What was told
/// before is what the status said before, so that neither a restart nor a new leader tells it again.
/// </summary>
internal sealed class StatusEvents(EventRecorder events)
{
    private static readonly string[] Faults = [ConditionTypes.Accepted, ConditionTypes.ResolvedRefs];
    private static readonly string[] Signs = [ConditionTypes.Conflicted, ConditionTypes.PartiallyInvalid, ConditionTypes.HasWarnings];

    // What was said of an object, until the reflector has brought back the status that said it.
    private readonly ConcurrentDictionary<StatusKey, (string Uid, IReadOnlyDictionary<string, Saying> Sayings)> _underway = new();

    /// <summary>Tells.</summary>
    /// <param name="target">The object.</param>
    /// <param name="uid">Its uid.</param>
    /// <param name="before">Its status as it was known before; null without one.</param>
    /// <param name="now">Its status now.</param>
    public void Tell(StatusKey target, string uid, JsonObject? before, JsonObject now)
    {
        var (known, present) = (SayingsOf(target, before), SayingsOf(target, now));
        var told = _underway.TryGetValue(target, out var underway) && underway.Uid == uid ? underway.Sayings : known;
        var subject = new EventSubject(target.Kind, target.Key, uid);
        foreach (var (reason, saying) in present)
        {
            if (!told.TryGetValue(reason, out var earlier) || saying.IsNewAfter(earlier))
                events.Record(subject, saying.IsWarning, reason, saying.IsWarning ? "Compile" : "Publish", saying.Text);
        }
        if (known.Count == present.Count && present.All(entry => known.TryGetValue(entry.Key, out var same) && same == entry.Value))
            _underway.TryRemove(target, out _);
        else
            _underway[target] = (uid, present);
    }

    private static SortedDictionary<string, Saying> SayingsOf(StatusKey target, JsonObject? status)
    {
        var sayings = new SortedDictionary<string, Saying>(StringComparer.Ordinal);
        foreach (var condition in (status?["conditions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (type, isTrue) = ((string?)condition["type"], (string?)condition["status"] == nameof(ConditionStatus.True));
            var isFalse = (string?)condition["status"] == nameof(ConditionStatus.False);
            var isRefused = type == ConditionTypes.Promoted && isFalse && !ConditionSet.Waiting.Contains((string?)condition["reason"]);
            if ((Faults.Contains(type) && isFalse) || (Signs.Contains(type) && isTrue) || isRefused) AddProblems(sayings, condition);
            else if (type == ConditionTypes.Ready && isTrue && target.Kind == Kinds.Products)
                sayings[Reasons.Programmed] = new Saying(false, "Every ready gateway serves it.", null);
        }
        return sayings;
    }

    private static void AddProblems(SortedDictionary<string, Saying> sayings, JsonObject condition)
    {
        var generation = (long?)condition["observedGeneration"];
        foreach (var (reason, text) in ConditionText.Split((string?)condition["reason"] ?? "", (string?)condition["message"] ?? ""))
            sayings[reason] = new Saying(true, sayings.TryGetValue(reason, out var other) ? $"{other.Text}\n{text}" : text, generation);
    }

    /// <summary>What a status says for one reason.</summary>
    /// <param name="IsWarning">Whether somebody should look.</param>
    /// <param name="Text">What it says.</param>
    /// <param name="Generation">The generation that it says it of; null where that is no matter.</param>
    private sealed record Saying(bool IsWarning, string Text, long? Generation)
    {
        // Who edited the object made a mistake of the same sort anew; that the world around it changed is no news of the object.
        public bool IsNewAfter(Saying earlier) => Generation != earlier.Generation && Text != earlier.Text;
    }
}
