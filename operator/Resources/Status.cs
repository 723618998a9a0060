using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>What is observed of an object.</summary>
public record ResourceStatus
{
    /// <summary>The generation of the spec that was judged.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>The conditions, one per type.</summary>
    [ListMapKey("type"), MaxLength(16)]
    public IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Digest of what gateways are told of the object: what the condition Programmed speaks of.</summary>
    [MaxLength(64)]
    public string? ContentDigest { get; init; }
}

/// <summary>One aspect of an object's state (Kubernetes API conventions, "Typical status properties"; meta/v1 Condition).</summary>
public sealed record Condition
{
    /// <summary>The aspect, in PascalCase.</summary>
    [MaxLength(316)]
    public required string Type { get; init; }

    /// <summary>Whether it holds.</summary>
    public required ConditionStatus Status { get; init; }

    /// <summary>Why, as one PascalCase word.</summary>
    [MinLength(1), MaxLength(1024)]
    public required string Reason { get; init; }

    /// <summary>For people: what is wrong, where, and what mends it.</summary>
    [MaxLength(32768)]
    public required string Message { get; init; }

    /// <summary>The generation of the spec this was judged for.</summary>
    public long? ObservedGeneration { get; init; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset? LastTransitionTime { get; init; }
}

/// <summary>Whether a condition holds.</summary>
public enum ConditionStatus
{
    /// <summary>It holds.</summary>
    True,

    /// <summary>It does not hold.</summary>
    False,

    /// <summary>It cannot be told.</summary>
    Unknown,
}
