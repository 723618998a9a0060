using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>One API offered to consumers: its hosts, backends, metrics and authentication.</summary>
[CustomResource("products", "hgp")]
[CelRule("size(self.metadata.name) <= 63", "the name of a Product has at most 63 characters")]
[PrinterColumn("Hosts", ".spec.hosts")]
[PrinterColumn("Staging", ".status.versions.staging.number", Type = "integer")]
[PrinterColumn("Production", ".status.versions.production.number", Type = "integer")]
[PrinterColumn("Tested", ".status.conditions[?(@.type==\"StagingTested\")].status")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Accepted", ".status.conditions[?(@.type==\"Accepted\")].status", Wide = true)]
[PrinterColumn("Programmed", ".status.conditions[?(@.type==\"Programmed\")].status", Wide = true)]
[PrinterColumn("Backend", ".spec.backends[0].name", Wide = true)]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", Wide = true)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed record Product : Resource
{
    /// <summary>What is wanted.</summary>
    public required ProductSpec Spec { get; init; }

    /// <summary>What is observed.</summary>
    public ProductStatus? Status { get; init; }
}

/// <summary>What is wanted of a Product.</summary>
public sealed record ProductSpec
{
    /// <summary>Name for people.</summary>
    [MaxLength(253)]
    public string? DisplayName { get; init; }

    /// <summary>Host names that consumers call. A host has one owner: the oldest Product that names it.</summary>
    [Length(1, 32), ItemLength(253)]
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>The services behind the API, chosen by path prefix on segment boundaries, longest first.</summary>
    [Length(1, 32), ListMapKey("name")]
    public required IReadOnlyList<ProductBackend> Backends { get; init; }

    /// <summary>Children of the built-in metric hits, each usually one operation of the API.</summary>
    [MaxLength(256), ListMapKey("name")]
    public IReadOnlyList<ProductMethod> Methods { get; init; } = [];

    /// <summary>Metrics beside hits.</summary>
    [MaxLength(256), ListMapKey("name")]
    public IReadOnlyList<ProductMetric> Metrics { get; init; } = [];

    /// <summary>How consumers authenticate; exactly one mode.</summary>
    public required ProductAuthentication Authentication { get; init; }

    /// <summary>What an encoded slash in a path means: a separator, a literal, or a refused request.</summary>
    [SchemaDefault(nameof(Resources.EncodedSlashes.Decode))]
    public EncodedSlashes EncodedSlashes { get; init; }

    /// <summary>Answers of refusals, where they differ from the defaults.</summary>
    public ProductResponses? Responses { get; init; }

    /// <summary>How limits behave.</summary>
    public ProductLimits? Limits { get; init; }

    /// <summary>How requests leave for the backends.</summary>
    public ProductUpstream? Upstream { get; init; }

    /// <summary>The staging environment.</summary>
    public ProductStaging? Staging { get; init; }

    /// <summary>The production environment.</summary>
    public ProductProduction? Production { get; init; }

    /// <summary>From which namespaces this Product may be named.</summary>
    public AllowedNamespaces? AllowedNamespaces { get; init; }

    /// <summary>How many versions are kept to go back to. Those in use are kept besides.</summary>
    [Range(1, 200), SchemaDefault(20)]
    public int RevisionHistoryLimit { get; init; } = 20;
}

/// <summary>A service behind a Product; exactly one of service and url.</summary>
[CelRule("has(self.service) != has(self.url)", "exactly one of service and url must be set")]
public sealed record ProductBackend
{
    /// <summary>Name, unique in the Product.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>Path prefix that selects this backend and is removed before forwarding.</summary>
    [MinLength(1), MaxLength(255), SchemaDefault("/")]
    public string Path { get; init; } = "/";

    /// <summary>A Service in the Product's namespace.</summary>
    public BackendService? Service { get; init; }

    /// <summary>An absolute http or https URL.</summary>
    [MinLength(1), MaxLength(2048)]
    public string? Url { get; init; }

    /// <summary>The HTTP version spoken to it: Auto, or Http2 (with prior knowledge in clear text, for gRPC).</summary>
    [SchemaDefault(nameof(BackendProtocol.Auto))]
    public BackendProtocol Protocol { get; init; }
}

/// <summary>A Service and its port.</summary>
public sealed record BackendService
{
    /// <summary>Name of the Service.</summary>
    [RegularExpression("^[a-z]([-a-z0-9]*[a-z0-9])?$"), MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>Port of the Service.</summary>
    [Range(1, 65535)]
    public required int Port { get; init; }
}

/// <summary>The HTTP version spoken to a backend.</summary>
public enum BackendProtocol
{
    /// <summary>HTTP/1.1 in clear text; what ALPN agrees on over TLS.</summary>
    Auto,

    /// <summary>HTTP/2, in clear text with prior knowledge.</summary>
    Http2,
}

/// <summary>A child of the metric hits.</summary>
public sealed record ProductMethod
{
    /// <summary>Name, unique among the Product's methods and metrics.</summary>
    [RegularExpression("^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$"), MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    [MaxLength(253)]
    public string? DisplayName { get; init; }
}

/// <summary>Something counted beside hits.</summary>
public sealed record ProductMetric
{
    /// <summary>Name, unique among the Product's methods and metrics.</summary>
    [RegularExpression("^[A-Za-z0-9]([-_.A-Za-z0-9]*[A-Za-z0-9])?$"), MaxLength(63)]
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    [MaxLength(253)]
    public string? DisplayName { get; init; }

    /// <summary>What one unit is, for people: hit, byte, token.</summary>
    [MaxLength(63)]
    public string? Unit { get; init; }

    /// <summary>The metric that counts whatever this one counts.</summary>
    [MinLength(1), MaxLength(63)]
    public string? Parent { get; init; }
}

/// <summary>What an encoded slash (%2F) in a request's path means.</summary>
public enum EncodedSlashes
{
    /// <summary>A separator.</summary>
    Decode,

    /// <summary>A literal that stays encoded and never separates.</summary>
    Keep,

    /// <summary>The request is refused with 400.</summary>
    Reject,
}
