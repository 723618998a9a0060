using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>What is observed of a Product.</summary>
public sealed record ProductStatus : ResourceStatus
{
    /// <summary>Which versions there are, and which environment serves which.</summary>
    public ProductVersions? Versions { get; init; }
}

/// <summary>Which versions there are, and which environment serves which.</summary>
public sealed record ProductVersions
{
    /// <summary>The version made last.</summary>
    public VersionReference? Newest { get; init; }

    /// <summary>The version that staging is to serve; left out while there is none, and without staging hosts.</summary>
    public VersionReference? Staging { get; init; }

    /// <summary>The version that production is to serve; left out until one was promoted.</summary>
    public VersionReference? Production { get; init; }

    /// <summary>The last versions, newest first.</summary>
    [MaxLength(10)]
    public IReadOnlyList<VersionSummary> History { get; init; } = [];
}

/// <summary>Names a version.</summary>
public sealed record VersionReference
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>SHA-256 of its content in hexadecimal: the same wherever and whenever the same objects are applied.</summary>
    [MaxLength(64)]
    public required string Digest { get; init; }
}

/// <summary>A version in short.</summary>
public sealed record VersionSummary
{
    /// <summary>Its number.</summary>
    public required long Number { get; init; }

    /// <summary>SHA-256 of its content in hexadecimal.</summary>
    [MaxLength(64)]
    public required string Digest { get; init; }

    /// <summary>When it was made.</summary>
    public DateTime? Created { get; init; }

    /// <summary>What is other than in the version before, in words.</summary>
    [MaxLength(1024)]
    public string? Changes { get; init; }
}
