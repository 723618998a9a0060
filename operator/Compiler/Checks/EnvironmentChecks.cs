using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class EnvironmentChecks
{
    public static void Promotion(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.Production is not { } production) return;
        if (production.Promotion != Resources.Promotion.Automatic)
        {
            problems.Invalid(unit.Product, "spec.production.promotion",
                $"This release promotes only by itself. Set Automatic instead of {production.Promotion}, or remove the field.", Reasons.UnsupportedValue);
        }
        else if (production.Version is not null)
        {
            problems.Invalid(unit.Product, "spec.production.version", "A version is named only with promotion: Manual. Remove the field.");
        }
    }

    public static void Selector(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.AllowedNamespaces is not { } allowed) return;
        if ((allowed.From == NamespacesFrom.Selector) != (allowed.Selector is not null))
        {
            problems.Invalid(unit.Product, "spec.allowedNamespaces.selector", "A selector is set exactly when from is Selector.");
        }
        else if (allowed.Selector is { MatchLabels.Count: 0 })
        {
            problems.Invalid(unit.Product, "spec.allowedNamespaces.selector.matchLabels", "Name at least one label; to allow every namespace set from: All.");
        }
    }
}
