using Headgate.Compiler;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Statuses;

/// <summary>How far the gateways are with an object.</summary>
/// <param name="IsProgrammed">Whether every ready gateway of its pools serves it.</param>
/// <param name="Reason">Reason of the condition.</param>
/// <param name="Message">Its message.</param>
internal sealed record Progress(bool IsProgrammed, string Reason, string Message)
{
    /// <summary>There is nothing to serve.</summary>
    public static Progress Nothing { get; } = new(false, Reasons.NotAccepted, "Nothing was made of it: see the other conditions.");
}

/// <summary>Completes what the compiler found to the conditions that people and tools wait for.</summary>
internal static class ConditionSet
{
    private static readonly string[] First = [ConditionTypes.Accepted, ConditionTypes.ResolvedRefs, ConditionTypes.Promoted];

    /// <summary>Reasons why a Product is not promoted that go away by themselves.</summary>
    public static IReadOnlyList<string> Waiting { get; } = [Reasons.Pending, Reasons.NoVersion, Reasons.WaitingForTest];

    /// <summary>Adds Programmed and Ready, and Reconciling or Stalled where they hold (kstatus).</summary>
    public static IReadOnlyList<Condition> Complete(ResourceStatus status, Progress progress)
    {
        var generation = status.ObservedGeneration;
        var programmed = New(
            generation, ConditionTypes.Programmed, progress.IsProgrammed ? ConditionStatus.True : ConditionStatus.False, progress.Reason, progress.Message);
        var broken = status.Conditions.FirstOrDefault(condition =>
            (condition.Type is ConditionTypes.Accepted or ConditionTypes.ResolvedRefs && condition.Status != ConditionStatus.True)
            || (condition.Type == ConditionTypes.Conflicted && condition.Status == ConditionStatus.True)
            || (IsNotPromoted(condition) && !Waiting.Contains(condition.Reason)));
        var awaited = status.Conditions.FirstOrDefault(IsNotPromoted) ?? (progress.IsProgrammed ? null : programmed);
        var missing = broken ?? awaited;
        var ready = missing is null
            ? New(generation, ConditionTypes.Ready, ConditionStatus.True, Reasons.Ready, "It is in force.")
            : New(generation, ConditionTypes.Ready, ConditionStatus.False, missing.Reason, missing.Message);
        var positive = status.Conditions.Where(condition => First.Contains(condition.Type)).ToList();
        var negative = status.Conditions.Except(positive);
        var conditions = positive.Append(programmed).Append(ready).Concat(negative);
        if (broken is not null)
            conditions = conditions.Append(New(generation, ConditionTypes.Stalled, ConditionStatus.True, broken.Reason, "Mend what the other conditions name."));
        else if (awaited is not null)
            conditions = conditions.Append(New(generation, ConditionTypes.Reconciling, ConditionStatus.True, awaited.Reason, "On its way to the gateways."));
        return [.. conditions];
    }

    private static bool IsNotPromoted(Condition condition) => condition is { Type: ConditionTypes.Promoted, Status: not ConditionStatus.True };

    /// <summary>Adds a warning to those that are there.</summary>
    public static IReadOnlyList<Condition> Warn(ResourceStatus status, string reason, string message)
    {
        var before = status.Conditions.FirstOrDefault(condition => condition.Type == ConditionTypes.HasWarnings);
        var warnings = before is null ? [] : ConditionText.Split(before.Reason, before.Message).Select(entry => (entry.Key, entry.Value));
        var (reasons, text) = ConditionText.Join(warnings.Append((reason, message)));
        var warning = New(status.ObservedGeneration, ConditionTypes.HasWarnings, ConditionStatus.True, reasons, text);
        return [.. status.Conditions.Where(condition => condition.Type != ConditionTypes.HasWarnings), warning];
    }

    /// <summary>A condition without its time.</summary>
    public static Condition New(long? generation, string type, ConditionStatus status, string reason, string message) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        ObservedGeneration = generation,
    };
}
