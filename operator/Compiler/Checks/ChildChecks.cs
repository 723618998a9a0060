using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class ChildChecks
{
    /// <summary>Nothing is made of the children of a refused Product, and each of them says so.</summary>
    public static void ProductIsAccepted(ProductUnit unit, ProblemList problems)
    {
        if (!problems.IsInvalid(unit.Product)) return;
        foreach (var child in unit.Children)
            problems.Unresolved(child, "spec.productRef", Reasons.ProductNotAccepted, $"The Product {unit.Product.FullName} is not accepted. See its conditions.");
    }
}
