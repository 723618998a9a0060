using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>What a Product wants for itself.</summary>
/// <param name="Product">The Product as <c>namespace/name</c>.</param>
/// <param name="Created">Since when; null for longer than anybody who says.</param>
/// <param name="Hosts">The hosts.</param>
public sealed record HostClaim(string Product, DateTimeOffset? Created, IReadOnlyList<string> Hosts)
{
    /// <summary>The claim of a Product by what it is now.</summary>
    public static HostClaim Of(Product product) => new(product.FullName, product.Metadata.CreationTimestamp, HostsOf(product.Spec));

    /// <summary>The hosts that a Product names, in any environment: a host has one owner, wherever it is served.</summary>
    public static IReadOnlyList<string> HostsOf(ProductSpec spec) => [.. spec.Hosts.Union(spec.Staging?.Hosts ?? [], StringComparer.Ordinal)];

    /// <summary>The same with further hosts.</summary>
    public HostClaim With(IEnumerable<string> hosts) => this with { Hosts = [.. Hosts.Union(hosts, StringComparer.Ordinal)] };

    /// <summary>Whether it is the older one (the order of <see cref="Age"/>).</summary>
    internal bool Precedes(HostClaim other)
    {
        var (own, others) = (Created ?? DateTimeOffset.MinValue, other.Created ?? DateTimeOffset.MinValue);
        return own < others || (own == others && string.CompareOrdinal(Product, other.Product) < 0);
    }
}

/// <summary>One owner per host: the oldest Product that claims it.</summary>
public sealed class HostClaims
{
    private readonly Dictionary<string, HostClaim> _owners = new(StringComparer.Ordinal);

    /// <summary>Finds the owners.</summary>
    /// <param name="claims">The claims, in any order; a Product may have several.</param>
    public HostClaims(IEnumerable<HostClaim> claims)
    {
        foreach (var claim in claims)
            foreach (var host in claim.Hosts)
                if (!_owners.TryGetValue(host, out var owner) || claim.Precedes(owner)) _owners[host] = claim;
    }

    /// <summary>The hosts of a claim, which need not be among those that were given, that belong to another Product.</summary>
    public IReadOnlySet<string> TakenFrom(HostClaim claim) => claim.Hosts
        .Where(host => _owners.TryGetValue(host, out var owner) && owner.Product != claim.Product && owner.Precedes(claim)).ToHashSet(StringComparer.Ordinal);
}
