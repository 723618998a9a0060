using Headgate.Configuration;
using Headgate.Gateway.Credentials;
using Headgate.Gateway.Matching;
using Headgate.Gateway.Pipeline;
using Headgate.Limits;

namespace Headgate.Gateway.Snapshots;

/// <summary>One Product as requests meet it: everything looked up, parsed and compiled beforehand.</summary>
public sealed class ProductRuntime
{
    private readonly ProductVersion _version;

    /// <summary>Puts the parts of a Product together.</summary>
    public ProductRuntime(
        ProductVersion version, LivePart live, ApplicationIndex applications, string? secretToken, IReadOnlyDictionary<string, string> digests)
    {
        _version = version;
        Live = live;
        Applications = applications;
        SecretToken = secretToken;
        Digests = digests;
    }

    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public string Name => _version.Proxy.Product;

    /// <summary>Hosts it answers for.</summary>
    public IReadOnlyList<string> Hosts => _version.Proxy.Hosts;

    /// <summary>The versioned part.</summary>
    public ProductVersion Version => _version;

    /// <summary>The live part.</summary>
    public LivePart Live { get; }

    /// <summary>Its Applications.</summary>
    public ApplicationIndex Applications { get; }

    /// <summary>The value of the header that proves the call to the backend; null without one.</summary>
    public string? SecretToken { get; }

    /// <summary>Digest of the content in force, by entry.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; }

    /// <summary>Whether a secret is named that has not arrived: nothing is forwarded without it.</summary>
    public bool LacksSecret => _version.Proxy.Upstream.SecretToken is not null && SecretToken is null;
}

/// <summary>The versioned part of a Product, compiled.</summary>
public sealed class ProductVersion
{
    /// <summary>Compiles the proxy configuration.</summary>
    /// <exception cref="InvalidDataException">It contradicts itself.</exception>
    /// <exception cref="ArgumentException">The same: metrics, authentication or responses.</exception>
    public ProductVersion(ProductProxy proxy)
    {
        Proxy = proxy;
        Metrics = new MetricTree(proxy.Metrics);
        Matcher = new RuleMatcher(proxy.Rules, proxy.EncodedSlashes);
        RuleMetrics = [.. proxy.Rules.Select(rule => MetricOf(rule, Metrics))];
        Credentials = new CredentialReader(proxy.Authentication);
        CredentialRemover = new CredentialRemover(proxy.Authentication);
        Backends = [.. proxy.Backends.Select(backend => new BackendRuntime(backend, proxy.Upstream)).OrderByDescending(backend => backend.Path.Length)];
        Refusals = new RefusalTable(proxy);
    }

    /// <summary>What was compiled.</summary>
    public ProductProxy Proxy { get; }

    /// <summary>The metrics.</summary>
    public MetricTree Metrics { get; }

    /// <summary>Finds the rules that match a request.</summary>
    public RuleMatcher Matcher { get; }

    /// <summary>Reads the caller's credentials.</summary>
    public CredentialReader Credentials { get; }

    /// <summary>Takes the caller's credentials out.</summary>
    public CredentialRemover CredentialRemover { get; }

    /// <summary>The backends, longest path first.</summary>
    public IReadOnlyList<BackendRuntime> AllBackends => Backends;

    /// <summary>The answers of refusals.</summary>
    public RefusalTable Refusals { get; }

    internal BackendRuntime[] Backends { get; }

    /// <summary>Index of the metric of each rule; −1 for a denied one.</summary>
    internal int[] RuleMetrics { get; }

    private static int MetricOf(MappingRule rule, MetricTree metrics)
    {
        if (rule.Denied) return -1;
        var index = metrics.IndexOf(rule.Metric);
        return index >= 0 && rule.Increment >= 1 ? index : throw new InvalidDataException($"the rule {rule.Name} counts nothing that is known");
    }
}
