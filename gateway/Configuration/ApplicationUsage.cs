using System.Text.Json.Serialization;

namespace Headgate.Configuration;

/// <summary>What one Application has used in the windows of now, as the store of one gateway counts it.</summary>
public sealed record ApplicationUsage
{
    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The Application as <c>namespace/name</c>.</summary>
    public required string Application { get; init; }

    /// <summary>The plan in force as <c>namespace/name</c>: while the one it names has not arrived, the last that had.</summary>
    public required string Plan { get; init; }

    /// <summary>Units of <see cref="Contract.Hits"/> in the current UTC day, 0 or more.</summary>
    public required long Hits { get; init; }

    /// <summary>The limits of the plan, by metric in the Product's order and then by period; also those nothing was used of.</summary>
    public required IReadOnlyList<LimitUsage> Limits { get; init; }
}

/// <summary>How far one limit is used up.</summary>
public sealed record LimitUsage
{
    /// <summary>The metric or method.</summary>
    public required string Metric { get; init; }

    /// <summary>The calendar period, UTC.</summary>
    public required Period Period { get; init; }

    /// <summary>
    /// Units used in the current window, 0 or more, those of the metric's children included. Above <see cref="Limit"/> where that only
    /// observes, or was lowered.
    /// </summary>
    public required long Used { get; init; }

    /// <summary>Most units, as in <see cref="Configuration.Limit.Value"/>.</summary>
    public required long Limit { get; init; }

    /// <summary>Whether it refuses or only reports.</summary>
    public required LimitMode Mode { get; init; }

    /// <summary>The end of the current window, from which on <see cref="Used"/> is 0 again; null for a window that never ends.</summary>
    [JsonConverter(typeof(UtcInstant))]
    public DateTimeOffset? ResetAt { get; init; }
}
