using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>The limits that Applications sign up to.</summary>
[CustomResource("applicationplans", "hgplan")]
[PrinterColumn("Product", ".spec.productRef.name")]
[PrinterColumn("Limits", ".spec.limits[*].value")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed record ApplicationPlan : Resource
{
    /// <summary>What is wanted.</summary>
    public required ApplicationPlanSpec Spec { get; init; }

    /// <summary>What is observed.</summary>
    public ResourceStatus? Status { get; init; }
}

/// <summary>What is wanted of an ApplicationPlan.</summary>
[CelRule("self.productRef == oldSelf.productRef", "productRef cannot be changed: delete the object and create it for the other Product")]
public sealed record ApplicationPlanSpec
{
    /// <summary>The Product. Cannot be changed.</summary>
    public required ObjectReference ProductRef { get; init; }

    /// <summary>Name for people.</summary>
    [MaxLength(253)]
    public string? DisplayName { get; init; }

    /// <summary>The limits, one per metric and period. A metric without a limit is unlimited.</summary>
    [MaxLength(64), ListMapKey("metric", "period")]
    public IReadOnlyList<PlanLimit> Limits { get; init; } = [];
}

/// <summary>Most units of a metric in one calendar period.</summary>
public sealed record PlanLimit
{
    /// <summary>The metric or method. A limit on hits binds all methods together, one on a method binds it alone.</summary>
    [MinLength(1), MaxLength(63)]
    public required string Metric { get; init; }

    /// <summary>The calendar period, UTC; weeks begin on Monday.</summary>
    public required Period Period { get; init; }

    /// <summary>Units; 0 disables the metric.</summary>
    [Range(0L, 9007199254740991L)]
    public required long Value { get; init; }

    /// <summary>Whether the limit refuses (Enforce) or only counts and reports (Observe).</summary>
    [SchemaDefault(nameof(LimitMode.Enforce))]
    public LimitMode Mode { get; init; }
}

/// <summary>Calendar periods, UTC.</summary>
public enum Period
{
    /// <summary>From second 0.</summary>
    Minute,

    /// <summary>From minute 0.</summary>
    Hour,

    /// <summary>From midnight.</summary>
    Day,

    /// <summary>From Monday midnight.</summary>
    Week,

    /// <summary>From the first of the month.</summary>
    Month,

    /// <summary>From 1 January.</summary>
    Year,

    /// <summary>All time.</summary>
    Eternity,
}

/// <summary>Whether a limit refuses.</summary>
public enum LimitMode
{
    /// <summary>A call that would pass the limit is refused.</summary>
    Enforce,

    /// <summary>Counted and reported, never refused.</summary>
    Observe,
}
