namespace Headgate.Configuration;

/// <summary>The refusals whose answer a Product may change (SEMANTICS §1).</summary>
public enum RefusalKind
{
    /// <summary>No credentials, or incomplete ones: 401.</summary>
    AuthenticationMissing,

    /// <summary>Credentials that admit nobody: 403.</summary>
    AuthenticationFailed,

    /// <summary>No mapping rule matches: 404.</summary>
    NoMatch,

    /// <summary>A limit would be passed: 429.</summary>
    LimitsExceeded,
}

/// <summary>A replaced answer; a member that is null keeps its default.</summary>
public sealed record RefusalOverride
{
    /// <summary>The refusal it replaces; once per Product.</summary>
    public required RefusalKind Kind { get; init; }

    /// <summary>HTTP status, 200–599.</summary>
    public int? Status { get; init; }

    /// <summary>Media type of <see cref="Body"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>The body as text, sent in UTF-8.</summary>
    public string? Body { get; init; }
}
