using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>One owner per host: the oldest Product that names it.</summary>
public static class HostClaims
{
    /// <summary>For each Product (by <see cref="Resource.FullName"/>) the hosts that belong to another.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Resolve(IEnumerable<Product> products)
    {
        var owners = new Dictionary<string, Product>(StringComparer.Ordinal);
        var taken = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        foreach (var product in products.OldestFirst())
        {
            var lost = new HashSet<string>(StringComparer.Ordinal);
            foreach (var host in product.Spec.Hosts)
            {
                if (!owners.TryAdd(host, product) && !ReferenceEquals(owners[host], product)) lost.Add(host);
            }
            taken[product.FullName] = lost;
        }
        return taken;
    }
}
