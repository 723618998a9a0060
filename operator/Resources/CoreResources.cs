namespace Headgate.Resources;

/// <summary>A Secret (Kubernetes core/v1) as far as Headgate reads it.</summary>
public sealed record Secret : Resource
{
    /// <summary>Label that a Secret with an Application's keys must have, so that the operator need not watch all Secrets.</summary>
    public const string CredentialsLabel = Group.Name + "/credentials";

    /// <summary>Annotation prefix; <c>headgate.dev/expires.ENTRY</c> gives an entry an RFC 3339 expiry.</summary>
    public const string ExpiresAnnotationPrefix = Group.Name + "/expires.";

    /// <summary>The Secret's type.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the API server refuses changes of the data.</summary>
    public bool? Immutable { get; init; }

    /// <summary>The entries, Base64 in manifests.</summary>
    public IReadOnlyDictionary<string, byte[]>? Data { get; init; }

    /// <summary>Entries as text, for writing manifests by hand; they win over <see cref="Data"/>.</summary>
    public IReadOnlyDictionary<string, string>? StringData { get; init; }
}

/// <summary>A Namespace (Kubernetes core/v1): its labels are what <c>allowedNamespaces</c> selects by.</summary>
public sealed record Namespace : Resource;
