using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Whether a namespace may name a Product. The only place where that is decided.</summary>
internal sealed class Consent(IEnumerable<Namespace> namespaces)
{
    private readonly Dictionary<string, Namespace> _namespaces =
        namespaces.GroupBy(item => item.Metadata.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);

    /// <summary>Judges by <c>spec.allowedNamespaces</c>; the Product's own namespace always may.</summary>
    public bool Allows(Product product, string? fromNamespace)
    {
        if (fromNamespace is null) return false;
        if (product.Metadata.Namespace == fromNamespace) return true;
        return product.Spec.AllowedNamespaces switch
        {
            { From: NamespacesFrom.All } => true,
            { From: NamespacesFrom.Selector, Selector: { } selector } => Selects(selector, fromNamespace),
            _ => false,
        };
    }

    private bool Selects(LabelSelector selector, string name)
    {
        var labels = _namespaces.GetValueOrDefault(name)?.Metadata.Labels;
        // An empty selector would pick every namespace; that is what `All` is for, so it picks none.
        return selector.MatchLabels.Count > 0 && labels is not null
            && selector.MatchLabels.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
    }
}
