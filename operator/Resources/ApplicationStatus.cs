using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>What is observed of an Application.</summary>
public sealed record ApplicationStatus : ResourceStatus
{
    /// <summary>The plan whose limits bind it, as namespace/name.</summary>
    [MaxLength(317)]
    public string? Plan { get; init; }

    /// <summary>Whether its calls are served: Suspended also while its Account is.</summary>
    public LifecycleState? State { get; init; }

    /// <summary>The credentials in force; never a key itself.</summary>
    public CredentialsStatus? Credentials { get; init; }

    /// <summary>The limit that is closest to being used up, for kubectl get.</summary>
    public CurrentUsage? Current { get; init; }

    /// <summary>Usage of every limited metric in its current period, as the gateways reported it last.</summary>
    [ListMapKey("metric", "period"), MaxLength(64)]
    public IReadOnlyList<LimitUsage>? Usage { get; init; }
}

/// <summary>The credentials in force.</summary>
public sealed record CredentialsStatus
{
    /// <summary>Name of the Secret.</summary>
    [MaxLength(253)]
    public required string SecretName { get; init; }

    /// <summary>The resourceVersion of the Secret that was read.</summary>
    [MaxLength(64)]
    public string? ResourceVersion { get; init; }

    /// <summary>The keys in force.</summary>
    [ListMapKey("entry"), MaxLength(5)]
    public IReadOnlyList<KeyStatus> Keys { get; init; } = [];
}

/// <summary>One key in force.</summary>
public sealed record KeyStatus
{
    /// <summary>The entry of the Secret.</summary>
    [MaxLength(253)]
    public required string Entry { get; init; }

    /// <summary>Tells keys apart, and says nothing of them to who does not know the pepper.</summary>
    [MaxLength(64)]
    public required string Fingerprint { get; init; }

    /// <summary>From when on it is refused; for ever accepted when left out.</summary>
    public DateTime? ExpiresAt { get; init; }
}

/// <summary>The limit that is closest to being used up.</summary>
public sealed record CurrentUsage
{
    /// <summary>Calls counted in the period of that limit; today's where no limit is in use.</summary>
    public required long Hits { get; init; }

    /// <summary>What is left of that limit.</summary>
    public long? Remaining { get; init; }

    /// <summary>When it is whole again.</summary>
    public DateTime? ResetAt { get; init; }

    /// <summary>The limit, as metric per period.</summary>
    [MaxLength(128)]
    public string? Limit { get; init; }
}

/// <summary>Usage of one limit.</summary>
public sealed record LimitUsage
{
    /// <summary>The metric or method.</summary>
    [MaxLength(63)]
    public required string Metric { get; init; }

    /// <summary>The calendar period.</summary>
    public required Period Period { get; init; }

    /// <summary>Units counted in the current period.</summary>
    public required long Used { get; init; }

    /// <summary>Units that the plan allows, over all gateways.</summary>
    public required long Limit { get; init; }

    /// <summary>Units that are left.</summary>
    public required long Remaining { get; init; }

    /// <summary>When the period ends; left out for Eternity, and while nothing is used.</summary>
    public DateTime? ResetAt { get; init; }
}
