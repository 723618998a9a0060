using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Whether a namespace may name a Product. The only place where that is decided.</summary>
internal static class Consent
{
    /// <summary>Judges by <c>spec.allowedNamespaces</c>; the Product's own namespace always may.</summary>
    public static bool Allows(Product product, string? fromNamespace, IReadOnlyDictionary<string, Namespace> namespaces)
    {
        if (fromNamespace is null) return false;
        if (product.Metadata.Namespace == fromNamespace) return true;
        return product.Spec.AllowedNamespaces switch
        {
            { From: NamespacesFrom.All } => true,
            { From: NamespacesFrom.Selector, Selector: { } selector } => Selects(selector, namespaces.GetValueOrDefault(fromNamespace)),
            _ => false,
        };
    }

    private static bool Selects(LabelSelector selector, Namespace? candidate)
    {
        var labels = candidate?.Metadata.Labels;
        // An empty selector would pick every namespace; that is what `All` is for, so it picks none.
        return selector.MatchLabels.Count > 0 && labels is not null
            && selector.MatchLabels.All(wanted => labels.TryGetValue(wanted.Key, out var value) && value == wanted.Value);
    }
}
