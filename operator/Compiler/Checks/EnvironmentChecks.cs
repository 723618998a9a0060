using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class EnvironmentChecks
{
    public static void Promotion(ProductUnit unit, ProblemList problems)
    {
        if (unit.Product.Spec.Production is not { } production) return;
        if (production.Promotion == Resources.Promotion.Manual && production.Version is null)
        {
            problems.Invalid(unit.Product, "spec.production.version", "With promotion: Manual it names the version for production: a number, or the first 8 or more digits of a digest.");
        }
        else if (production.Promotion != Resources.Promotion.Manual && production.Version is not null)
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
