using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Sorts a snapshot into one unit per Product, and finds the objects that belong to none.</summary>
internal sealed class UnitIndex
{
    private readonly ResourceSnapshot _snapshot;
    private readonly CompilerOptions _options;
    private readonly Dictionary<string, Product> _products;
    private readonly Consent _consent;

    public UnitIndex(ResourceSnapshot snapshot, CompilerOptions options)
    {
        _snapshot = snapshot;
        _options = options;
        _products = snapshot.Products.ToDictionary(product => product.FullName, StringComparer.Ordinal);
        _consent = new Consent(snapshot.Namespaces);
    }

    /// <summary>Problems of objects that belong to no Product.</summary>
    public ProblemList Strays { get; } = new();

    public IReadOnlyList<ProductUnit> Build()
    {
        var rules = Group(_snapshot.Rules, rule => rule.Spec.ProductRef, mayCross: false);
        var plans = Group(_snapshot.Plans, plan => plan.Spec.ProductRef, mayCross: false);
        var applications = Group(_snapshot.Applications, application => application.Spec.ProductRef, mayCross: true);
        var accounts = _snapshot.Accounts.ToDictionary(account => account.FullName, StringComparer.Ordinal);
        var secrets = _snapshot.Secrets.ToDictionary(secret => secret.FullName, StringComparer.Ordinal);
        var taken = HostClaims.Resolve(_snapshot.Products);
        return
        [
            .. _snapshot.Products.OrderBy(product => product.FullName, StringComparer.Ordinal).Select(product => new ProductUnit
            {
                Product = product,
                HostsTaken = taken[product.FullName],
                Rules = [.. rules[product.FullName].OrderBy(rule => rule.Spec.Position).ThenBy(rule => rule.Metadata.Name, StringComparer.Ordinal)],
                HasUnreadableRules = _snapshot.ProductsWithUnreadableRules.Contains(product.FullName),
                Plans = [.. plans[product.FullName].OrderBy(plan => plan.FullName, StringComparer.Ordinal)],
                Applications = [.. applications[product.FullName].OldestFirst()],
                Accounts = accounts,
                Secrets = secrets,
                Options = _options,
                Metrics = MetricTable.Of(product.Spec),
            }),
        ];
    }

    // Rules and plans decide what a Product costs, so they stand in its own namespace; Applications may come from where it consents.
    private ILookup<string, T> Group<T>(IEnumerable<T> children, Func<T, ObjectReference> reference, bool mayCross) where T : Resource
    {
        var belonging = new List<(string Product, T Child)>();
        foreach (var child in children.OrderBy(child => child.FullName, StringComparer.Ordinal))
        {
            var product = $"{reference(child).Namespace ?? child.Metadata.Namespace}/{reference(child).Name}";
            if (!mayCross && reference(child).Namespace is { } other && other != child.Metadata.Namespace)
            {
                Strays.Unresolved(child, "spec.productRef.namespace", Reasons.RefNotPermitted,
                    $"MappingRules and ApplicationPlans stand in the namespace of their Product. Move this one to the namespace {other}, or remove the field.");
            }
            else if (_products.TryGetValue(product, out var found) && _consent.Allows(found, child.Metadata.Namespace))
            {
                belonging.Add((product, child));
            }
            else
            {
                Strays.Unresolved(child, "spec.productRef", Reasons.ProductNotFound,
                    $"There is no Product {product} that may be named from the namespace {child.Metadata.Namespace}. "
                    + "Create it, correct the name, or have its owner add this namespace to its spec.allowedNamespaces.");
            }
        }
        return belonging.ToLookup(entry => entry.Product, entry => entry.Child, StringComparer.Ordinal);
    }
}
