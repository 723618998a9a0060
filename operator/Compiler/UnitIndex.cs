using Headgate.Compiler.Versions;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Sorts a snapshot into units: one per Product, and one per name of a Product that is not there.</summary>
public static class UnitIndex
{
    /// <summary>The units in ordinal order of their names.</summary>
    /// <param name="snapshot">Everything.</param>
    /// <param name="historyOf">The versions of a Product: their hosts are its own as well while they are in use.</param>
    /// <exception cref="ArgumentException">Two objects of one kind have the same namespace and name.</exception>
    public static IReadOnlyList<UnitSource> Sort(ResourceSnapshot snapshot, Func<Product, VersionHistory>? historyOf = null)
    {
        var products = snapshot.Products.ToDictionary(product => product.FullName, StringComparer.Ordinal);
        var rules = snapshot.Rules.ToLookup(UnitSource.ProductOf, StringComparer.Ordinal);
        var plans = snapshot.Plans.ToLookup(UnitSource.ProductOf, StringComparer.Ordinal);
        var applications = snapshot.Applications.ToLookup(UnitSource.ProductOf, StringComparer.Ordinal);
        var accounts = snapshot.Accounts.ToDictionary(account => account.FullName, StringComparer.Ordinal);
        var secrets = snapshot.Secrets.ToDictionary(secret => secret.FullName, StringComparer.Ordinal);
        var namespaces = snapshot.Namespaces.ToDictionary(space => space.Metadata.Name, StringComparer.Ordinal);
        var histories = snapshot.Products.ToDictionary(product => product.FullName, product => historyOf?.Invoke(product) ?? VersionHistory.Empty, StringComparer.Ordinal);
        var claims = new HostClaims(snapshot.Products.Select(product => HostClaim.Of(product).With(histories[product.FullName].HostsInUse)));
        var names = products.Keys.Concat(rules.Select(Key)).Concat(plans.Select(Key)).Concat(applications.Select(Key));
        return
        [
            .. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new UnitSource
            {
                Name = name,
                Product = products.GetValueOrDefault(name),
                HostsTaken = products.TryGetValue(name, out var product)
                    ? claims.TakenFrom(HostClaim.Of(product).With(histories[name].HostsEver))
                    : new HashSet<string>(),
                Rules = [.. rules[name]],
                HasUnreadableRules = snapshot.ProductsWithUnreadableRules.Contains(name),
                Plans = [.. plans[name]],
                Applications = [.. applications[name]],
                Accounts = accounts,
                Secrets = secrets,
                Namespaces = namespaces,
            }),
        ];
    }

    private static string Key<T>(IGrouping<string, T> group) => group.Key;
}
