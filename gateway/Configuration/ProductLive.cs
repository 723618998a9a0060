namespace Headgate.Configuration;

/// <summary>
/// The part of a Product that acts at once in every environment: plans and what to do without a store (DESIGN §4).
/// Published as one entry of a ConfigMap, <see cref="EntryNames.Live"/>.
/// </summary>
public sealed record ProductLive
{
    /// <summary>The contract's version this entry was written for, <see cref="Contract.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The plans by name, in ordinal order.</summary>
    public required IReadOnlyList<Plan> Plans { get; init; }

    /// <summary>What happens to a limited call while the store of counters does not answer.</summary>
    public required StorePolicy WhenStoreUnavailable { get; init; }
}

/// <summary>The limits an Application has signed up to.</summary>
public sealed record Plan
{
    /// <summary>The ApplicationPlan as <c>namespace/name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The limits; one per metric and period.</summary>
    public required IReadOnlyList<Limit> Limits { get; init; }

    /// <summary>Set when the plan is broken in the resources: its Applications are refused rather than served without a limit.</summary>
    public bool Denied { get; init; }
}

/// <summary>Most units of a metric in one calendar period.</summary>
public sealed record Limit
{
    /// <summary>The metric or method.</summary>
    public required string Metric { get; init; }

    /// <summary>The calendar period, UTC.</summary>
    public required Period Period { get; init; }

    /// <summary>0 to 2^53 − 1 units; 0 disables the metric.</summary>
    public required long Value { get; init; }

    /// <summary>Whether it refuses or only reports.</summary>
    public required LimitMode Mode { get; init; }
}

/// <summary>Whether a limit refuses.</summary>
public enum LimitMode
{
    /// <summary>A call that would pass the limit is refused.</summary>
    Enforce,

    /// <summary>Counted and reported, never refused.</summary>
    Observe,
}

/// <summary>What happens to a limited call while the store does not answer (DESIGN §6).</summary>
public enum StorePolicy
{
    /// <summary>Spend what this gateway has already booked, then refuse with 503.</summary>
    LocalShare,

    /// <summary>Let it pass and settle later.</summary>
    Allow,

    /// <summary>Refuse with 503.</summary>
    Deny,
}

/// <summary>The calendar periods of limits, UTC; a week begins on Monday.</summary>
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

    /// <summary>All time: one window that never ends.</summary>
    Eternity,
}
