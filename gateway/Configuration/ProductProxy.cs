namespace Headgate.Configuration;

/// <summary>
/// The versioned part of a Product: how its requests are recognised, priced and forwarded. A change of it needs promotion
/// (DESIGN §4). Published as one entry of a ConfigMap, <see cref="EntryNames.Proxy"/>.
/// </summary>
public sealed record ProductProxy
{
    /// <summary>The contract's version this entry was written for, <see cref="Contract.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The Product as <c>namespace/name</c>; unique in a pool.</summary>
    public required string Product { get; init; }

    /// <summary>Host names this Product answers for: lower case, no port, no trailing dot. No other Product has them.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Where requests are sent, longest <see cref="Backend.Path"/> first.</summary>
    public required IReadOnlyList<Backend> Backends { get; init; }

    /// <summary>What is counted; <c>hits</c> is always the first and every parent stands before its children.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>The mapping rules in the order they are taken (SEMANTICS §2).</summary>
    public required IReadOnlyList<MappingRule> Rules { get; init; }

    /// <summary>How a caller says who it is.</summary>
    public required Authentication Authentication { get; init; }

    /// <summary>What <c>%2F</c> in a path means.</summary>
    public required EncodedSlashes EncodedSlashes { get; init; }

    /// <summary>Refusals whose status, content type or body was replaced; the others keep the defaults of SEMANTICS §1.</summary>
    public required IReadOnlyList<RefusalOverride> Responses { get; init; }

    /// <summary>How requests leave for the backends.</summary>
    public required Upstream Upstream { get; init; }
}

/// <summary>One service behind a Product, chosen by path prefix on segment boundaries.</summary>
public sealed record Backend
{
    /// <summary>Name, unique in the Product.</summary>
    public required string Name { get; init; }

    /// <summary>Canonical path prefix without a trailing slash; empty for the root. It is removed once before forwarding.</summary>
    public required string Path { get; init; }

    /// <summary>Scheme, authority and base path, without a trailing slash: <c>http://echo-api.echo.svc:80/base</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The HTTP version spoken to it.</summary>
    public required BackendProtocol Protocol { get; init; }
}

/// <summary>The HTTP version spoken to a backend.</summary>
public enum BackendProtocol
{
    /// <summary>HTTP/1.1 in clear text; what ALPN agrees on over TLS.</summary>
    Auto,

    /// <summary>HTTP/2, in clear text with prior knowledge: gRPC services.</summary>
    Http2,
}

/// <summary>Something that is counted.</summary>
public sealed record Metric
{
    /// <summary>Name, unique among the Product's metrics and methods.</summary>
    public required string Name { get; init; }

    /// <summary>The metric that counts whatever this one counts; null for a root.</summary>
    public string? Parent { get; init; }
}

/// <summary>One mapping rule.</summary>
public sealed record MappingRule
{
    /// <summary>Name of the MappingRule object, or <see cref="Contract.ImpliedRule"/>.</summary>
    public required string Name { get; init; }

    /// <summary>HTTP method, exact, or <c>ANY</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The pattern as the administrator wrote it; the pattern reader of both sides reads it.</summary>
    public required string Pattern { get; init; }

    /// <summary>The metric or method that is counted.</summary>
    public required string Metric { get; init; }

    /// <summary>Units counted, at least 1.</summary>
    public required long Increment { get; init; }

    /// <summary>Whether a match ends the search.</summary>
    public bool Last { get; init; }

    /// <summary>
    /// Set when the rule is broken in the resources: what it matches is refused rather than let through at a lower price
    /// (house rule 5). <see cref="Metric"/> may then name nothing.
    /// </summary>
    public bool Denied { get; init; }
}

/// <summary>What <c>%2F</c> in a request's path means.</summary>
public enum EncodedSlashes
{
    /// <summary>A separator, as in 3scale.</summary>
    Decode,

    /// <summary>A literal <c>%2F</c>, never a separator.</summary>
    Keep,

    /// <summary>The request is refused with 400.</summary>
    Reject,
}
