namespace Headgate.Configuration;

/// <summary>
/// The Applications of one Product that live in one shard. Published as one entry of a Secret, <see cref="EntryNames.Applications"/>.
/// </summary>
public sealed record ApplicationSet
{
    /// <summary>The contract's version this entry was written for, <see cref="Contract.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public required string Product { get; init; }

    /// <summary>The Applications in ordinal order of their names.</summary>
    public required IReadOnlyList<Application> Applications { get; init; }
}

/// <summary>A client of one Product.</summary>
public sealed record Application
{
    /// <summary>The Application as <c>namespace/name</c>; its counters belong to this name.</summary>
    public required string Name { get; init; }

    /// <summary>The plan, by <see cref="Configuration.Plan.Name"/>.</summary>
    public required string Plan { get; init; }

    /// <summary>Whether its calls are served; false while it or its Account is suspended.</summary>
    public required bool Live { get; init; }

    /// <summary>The public identifier; set for Products with <see cref="AppIdAndKeyAuthentication"/>.</summary>
    public string? AppId { get; init; }

    /// <summary>Digests of the keys that are accepted, at most five live ones.</summary>
    public required IReadOnlyList<KeyDigest> Keys { get; init; }
}

/// <summary>A key that cannot be read back: HMAC-SHA-256 under a pepper that only operator and gateways hold.</summary>
public sealed record KeyDigest
{
    /// <summary>Identifies the <see cref="Pepper"/>.</summary>
    public required string Pepper { get; init; }

    /// <summary>What <see cref="KeyHash"/> returned: 32 bytes in Base64.</summary>
    public required string Digest { get; init; }

    /// <summary>From this instant on the key is not accepted; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
