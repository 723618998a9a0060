using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Takes what names a Product into its unit, and says of the rest why it does not belong to it.</summary>
internal static class UnitBuilder
{
    // Said of every reference across namespaces, whether or not it would change anything: it must not tell what is in another namespace.
    private const string SeesSome =
        " This operator watches some namespaces only: it sees no Product of another, and a selector in allowedNamespaces picks none, since "
        + "it cannot read the labels of namespaces. `from: All` works.";

    /// <summary>The unit; null when there is no such Product.</summary>
    public static ProductUnit? Build(UnitSource source, CompilerOptions options, ProblemList problems)
    {
        var rules = source.Rules.Where(rule => StandsBeside(rule, rule.Spec.ProductRef, problems) && Belongs(rule, source, problems)).ToList();
        var plans = source.Plans.Where(plan => StandsBeside(plan, plan.Spec.ProductRef, problems) && Belongs(plan, source, problems)).ToList();
        var applications = source.Applications.Where(application => Belongs(application, source, problems)).ToList();
        if (source.Product is not { } product) return null;
        return new ProductUnit
        {
            Product = product,
            HostsTaken = source.HostsTaken,
            Rules = [.. InOrder(rules)],
            HasUnreadableRules = source.HasUnreadableRules,
            Plans = [.. plans.OrderBy(plan => plan.FullName, StringComparer.Ordinal)],
            Applications = [.. applications.OldestFirst()],
            Accounts = source.Accounts,
            Secrets = source.Secrets,
            Options = options,
            Metrics = MetricTable.Of(product.Spec),
            MetricsElsewhere = source.MetricsElsewhere,
            TestSecret = source.TestSecret,
        };
    }

    /// <summary>The order in which rules are taken.</summary>
    public static IEnumerable<MappingRule> InOrder(IEnumerable<MappingRule> rules) =>
        rules.OrderBy(rule => rule.Spec.Position).ThenBy(rule => rule.Metadata.Name, StringComparer.Ordinal);

    /// <summary>Whether a rule stands where rules of a Product may: in its namespace.</summary>
    public static bool Stands(MappingRule rule, UnitSource source) => IsNeighbour(rule, source);

    // Rules and plans decide what a Product costs, so they stand in its own namespace; Applications may come from where it consents.
    private static bool StandsBeside(Resource child, ObjectReference reference, ProblemList problems)
    {
        if (reference.Namespace is not { } other || other == child.Metadata.Namespace) return true;
        problems.Unresolved(child, "spec.productRef.namespace", Reasons.RefNotPermitted,
            $"MappingRules and ApplicationPlans stand in the namespace of their Product. Move this one to the namespace {other}, or remove the field.");
        return false;
    }

    private static bool IsNeighbour(Resource child, UnitSource source) =>
        source.Name.StartsWith($"{child.Metadata.Namespace}/", StringComparison.Ordinal);

    private static bool Belongs(Resource child, UnitSource source, ProblemList problems)
    {
        if (source.Product is { } product && Consent.Allows(product, child.Metadata.Namespace, source.Namespaces)) return true;
        problems.Unresolved(child, "spec.productRef", Reasons.ProductNotFound,
            $"There is no Product {source.Name} that may be named from the namespace {child.Metadata.Namespace}. "
            + "Create it, correct the name, or have its owner add this namespace to its spec.allowedNamespaces."
            + (source.SeesAllNamespaces || IsNeighbour(child, source) ? "" : SeesSome));
        return false;
    }
}
