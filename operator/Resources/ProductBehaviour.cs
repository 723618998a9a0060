using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>Answers of the refusals.</summary>
public sealed record ProductResponses
{
    /// <summary>No credentials, or incomplete ones; 401 by default.</summary>
    public RefusalResponse? AuthenticationMissing { get; init; }

    /// <summary>Credentials that admit nobody; 403 by default.</summary>
    public RefusalResponse? AuthenticationFailed { get; init; }

    /// <summary>No mapping rule matches; 404 by default.</summary>
    public RefusalResponse? NoMatch { get; init; }

    /// <summary>A limit would be passed; 429 by default.</summary>
    public RefusalResponse? LimitsExceeded { get; init; }
}

/// <summary>Answer of one refusal; what is left out keeps its default.</summary>
public sealed record RefusalResponse
{
    /// <summary>HTTP status.</summary>
    [Range(200, 599)]
    public int? Status { get; init; }

    /// <summary>Media type of the body.</summary>
    [MinLength(1), MaxLength(255), RegularExpression("^[\\x20-\\x7e]+$")]
    public string? ContentType { get; init; }

    /// <summary>The body as text.</summary>
    [MaxLength(16384)]
    public string? Body { get; init; }
}

/// <summary>How limits behave.</summary>
public sealed record ProductLimits
{
    /// <summary>What happens to a limited call while the store of counters does not answer.</summary>
    [SchemaDefault(nameof(StorePolicy.LocalShare))]
    public StorePolicy WhenStoreUnavailable { get; init; }
}

/// <summary>What happens to a limited call while the store of counters does not answer.</summary>
public enum StorePolicy
{
    /// <summary>A gateway spends what it has already booked, then refuses with 503.</summary>
    LocalShare,

    /// <summary>Calls pass and are settled later.</summary>
    Allow,

    /// <summary>Calls are refused with 503.</summary>
    Deny,
}

/// <summary>How requests leave for the backends.</summary>
public sealed record ProductUpstream
{
    /// <summary>The Host header the backend sees; the backend's own authority when left out.</summary>
    [MinLength(1), MaxLength(261)]
    public string? HostHeader { get; init; }

    /// <summary>A Secret whose entry is sent to the backend in a header, to prove the call came through the gateway.</summary>
    public SecretTokenReference? SecretTokenRef { get; init; }

    /// <summary>Whether the caller's credentials are taken out before forwarding.</summary>
    [SchemaDefault(true)]
    public bool RemoveCredentials { get; init; } = true;

    /// <summary>Longest time without progress, as a duration such as 500ms, 30s or 2m; 1ms to 1h.</summary>
    [RegularExpression("^([0-9]+(ms|s|m|h))+$"), MaxLength(32), SchemaDefault("30s")]
    public string Timeout { get; init; } = "30s";
}

/// <summary>An entry of a Secret, and the header it is sent in.</summary>
public sealed record SecretTokenReference
{
    /// <summary>Name of the Secret, in the Product's namespace.</summary>
    [MinLength(1), MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The entry of the Secret.</summary>
    [MinLength(1), MaxLength(253), SchemaDefault("token")]
    public string Key { get; init; } = "token";

    /// <summary>Name of the header.</summary>
    [RegularExpression("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"), MaxLength(63), SchemaDefault("X-Headgate-Secret-Token")]
    public string Header { get; init; } = "X-Headgate-Secret-Token";
}

/// <summary>The staging environment.</summary>
public sealed record ProductStaging
{
    /// <summary>Host names under which the staging gateways serve the newest version; without any they do not serve it.</summary>
    [MaxLength(32), ItemLength(253)]
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>The test call that every new version is given in staging.</summary>
    public StagingTest? Test { get; init; }
}

/// <summary>The test call.</summary>
public sealed record StagingTest
{
    /// <summary>Path and query of the GET.</summary>
    [MinLength(1), MaxLength(2048), RegularExpression("^/")]
    public required string Path { get; init; }
}

/// <summary>The production environment.</summary>
[CelRule("(self.promotion == 'Manual') == has(self.version)", "a version is named exactly with promotion: Manual")]
public sealed record ProductProduction
{
    /// <summary>How a version reaches production.</summary>
    [SchemaDefault(nameof(Resources.Promotion.Automatic))]
    public Promotion Promotion { get; init; }

    /// <summary>With Manual: number of a version, or a prefix of its content digest of at least 8 digits.</summary>
    [IntOrString]
    public string? Version { get; init; }
}

/// <summary>How a version reaches production.</summary>
public enum Promotion
{
    /// <summary>At once.</summary>
    Automatic,

    /// <summary>When its test call passed.</summary>
    AfterTest,

    /// <summary>When the spec names it.</summary>
    Manual,
}

/// <summary>From which namespaces a Product may be named.</summary>
[CelRule("(self.from == 'Selector') == has(self.selector)", "a selector is set exactly when from is Selector")]
public sealed record AllowedNamespaces
{
    /// <summary>Same namespace only, all, or those a selector picks.</summary>
    [SchemaDefault(nameof(NamespacesFrom.Same))]
    public NamespacesFrom From { get; init; }

    /// <summary>With Selector: labels a namespace must have.</summary>
    public LabelSelector? Selector { get; init; }
}

/// <summary>Which namespaces.</summary>
public enum NamespacesFrom
{
    /// <summary>The Product's own.</summary>
    Same,

    /// <summary>Every namespace.</summary>
    All,

    /// <summary>Those whose labels match.</summary>
    Selector,
}

/// <summary>Labels an object must have (the matchLabels of a Kubernetes label selector).</summary>
public sealed record LabelSelector
{
    /// <summary>Every one of these must be present with this value.</summary>
    [MaxLength(16), ItemLength(63)]
    public required IReadOnlyDictionary<string, string> MatchLabels { get; init; }
}
