using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>What a Product wants for itself.</summary>
/// <param name="Product">The Product as <c>namespace/name</c>.</param>
/// <param name="Created">Since when; null for longer than anybody who says.</param>
/// <param name="Hosts">The hosts.</param>
public sealed record HostClaim(string Product, DateTimeOffset? Created, IReadOnlyList<string> Hosts)
{
    /// <summary>The claim of a Product.</summary>
    public static HostClaim Of(Product product) => new(product.FullName, product.Metadata.CreationTimestamp, HostsOf(product.Spec));

    /// <summary>The hosts that a Product names, in any environment: a host has one owner, wherever it is served.</summary>
    public static IReadOnlyList<string> HostsOf(ProductSpec spec) => [.. spec.Hosts.Union(spec.Staging?.Hosts ?? [], StringComparer.Ordinal)];
}

/// <summary>One owner per host: the oldest Product that names it.</summary>
public static class HostClaims
{
    /// <summary>For each Product the hosts that belong to another.</summary>
    /// <param name="claims">The claims, in any order; a Product may have several.</param>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Resolve(IEnumerable<HostClaim> claims)
    {
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        // The order of Age.OldestFirst.
        foreach (var claim in claims.OrderBy(claim => claim.Created ?? DateTimeOffset.MinValue).ThenBy(claim => claim.Product, StringComparer.Ordinal))
        {
            var lost = claim.Hosts.Where(host => !owners.TryAdd(host, claim.Product) && owners[host] != claim.Product);
            taken[claim.Product] = (taken.GetValueOrDefault(claim.Product) ?? new HashSet<string>()).Concat(lost).ToHashSet(StringComparer.Ordinal);
        }
        return taken;
    }
}
