using System.Text.Json.Serialization;

namespace Headgate.Configuration;

/// <summary>What a gateway answers on <c>/status</c> of its admin port.</summary>
public sealed record GatewayStatus
{
    /// <summary>The pool; null until a shard was read.</summary>
    public string? Pool { get; init; }

    /// <summary>Whose counters count.</summary>
    public string? Environment { get; init; }

    /// <summary>Whether requests should be sent here.</summary>
    public required bool Ready { get; init; }

    /// <summary>Whether this gateway is leaving.</summary>
    public required bool Draining { get; init; }

    /// <summary>Whether every shard was there once.</summary>
    public required bool Complete { get; init; }

    /// <summary>When the snapshot in force was taken.</summary>
    public DateTimeOffset? LoadedAt { get; init; }

    /// <summary>The Products that are served.</summary>
    public required IReadOnlyList<ProductStatus> Products { get; init; }

    /// <summary>What is published and not in force, and why.</summary>
    public required IReadOnlyList<EntryError> Errors { get; init; }

    /// <summary>The counters that limits are judged by; null from a gateway that does not tell yet.</summary>
    public StoreStatus? Store { get; init; }

    /// <summary>
    /// What Applications have used, by Product and Application; one that has counted nothing in a current window is left out. Null when it
    /// was not asked for, when the store of counters did not answer, and when gateways share it: that is not an empty list.
    /// </summary>
    public IReadOnlyList<ApplicationUsage>? Usage { get; init; }
}

/// <summary>How the counters are doing, as one gateway sees it.</summary>
public sealed record StoreStatus
{
    /// <summary>Where they are.</summary>
    public required StoreKind Kind { get; init; }

    /// <summary>Whether they can be asked; true for those in memory.</summary>
    public required bool Available { get; init; }

    /// <summary>When it was noticed that they cannot; null while they can.</summary>
    public DateTimeOffset? AwaySince { get; init; }

    /// <summary>What was seen then, in words and without secrets; null while they can.</summary>
    public string? Reason { get; init; }

    /// <summary>Calls that were let pass unbooked while the counters were away, since the gateway started: Products with <see cref="StorePolicy.Allow"/>.</summary>
    public long Unbooked { get; init; }

    /// <summary>Accepted calls that are in no statistics, because the counters were away for longer than this gateway can remember.</summary>
    public long LostCalls { get; init; }

    /// <summary>Units that are in no statistics: those of <see cref="LostCalls"/>.</summary>
    public long LostUnits { get; init; }

    /// <summary>Answers that are in no statistics.</summary>
    public long LostAnswers { get; init; }

    /// <summary>Units and answers that Redis could not add to a window, because another's value stands under its key; once for each window.</summary>
    public long BlockedUnits { get; init; }

    /// <summary>When all statistics had last been sent, by the gateway's clock; null before the first time, and for counters in memory.</summary>
    public DateTimeOffset? FlushedAt { get; init; }
}

/// <summary>Where counters are.</summary>
public enum StoreKind
{
    /// <summary>In the gateway: limits hold for each gateway by itself.</summary>
    Memory,

    /// <summary>In Redis: limits hold over all gateways.</summary>
    Redis,
}

/// <summary>One Product in <see cref="GatewayStatus"/>.</summary>
public sealed record ProductStatus
{
    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public required string Product { get; init; }

    /// <summary>Its hosts.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Number of mapping rules.</summary>
    public required int Rules { get; init; }

    /// <summary>Number of plans.</summary>
    public required int Plans { get; init; }

    /// <summary>Number of Applications.</summary>
    public required int Applications { get; init; }

    /// <summary>SHA-256 of the content in force, by entry.</summary>
    public required IReadOnlyDictionary<string, string> Entries { get; init; }
}

/// <summary>
/// The JSON form of <see cref="GatewayStatus"/>. Unlike the contract's entries it is read with tolerance: while a pool rolls, gateways of
/// another version answer, and a member that is not known yet is no reason to know nothing.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    Converters = [typeof(ExactName<LimitMode>), typeof(ExactName<Period>), typeof(ExactName<StoreKind>)])]
[JsonSerializable(typeof(GatewayStatus))]
public sealed partial class StatusJson : JsonSerializerContext;
