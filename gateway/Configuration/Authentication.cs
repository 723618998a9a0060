namespace Headgate.Configuration;

/// <summary>How callers of a Product prove who they are; exactly one member is set.</summary>
public sealed record Authentication
{
    /// <summary>One string identifies and authenticates.</summary>
    public UserKeyAuthentication? UserKey { get; init; }

    /// <summary>An identifier and one of its keys.</summary>
    public AppIdAndKeyAuthentication? AppIdAndKey { get; init; }
}

/// <summary>One string identifies and authenticates.</summary>
public sealed record UserKeyAuthentication
{
    /// <summary>Name of the header or query parameter.</summary>
    public required string Name { get; init; }

    /// <summary>Places that are read, in this order; no others are.</summary>
    public required IReadOnlyList<CredentialPlace> In { get; init; }
}

/// <summary>An identifier and one of its keys; both are required.</summary>
public sealed record AppIdAndKeyAuthentication
{
    /// <summary>Name of the header or query parameter that holds the identifier.</summary>
    public required string IdName { get; init; }

    /// <summary>Name of the header or query parameter that holds the key.</summary>
    public required string KeyName { get; init; }

    /// <summary>Places that are read, in this order; no others are.</summary>
    public required IReadOnlyList<CredentialPlace> In { get; init; }
}

/// <summary>Where a credential may stand in a request.</summary>
public enum CredentialPlace
{
    /// <summary>A header of the configured name; names compare without case and treat <c>-</c> and <c>_</c> as equal.</summary>
    Header,

    /// <summary>A query parameter of the configured name.</summary>
    Query,

    /// <summary>The <c>Authorization</c> header (RFC 7617 Basic, RFC 6750 Bearer).</summary>
    Authorization,
}
