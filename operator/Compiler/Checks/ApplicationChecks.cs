using Headgate.Resources;

namespace Headgate.Compiler.Checks;

internal static class ApplicationChecks
{
    public static void Plan(ProductUnit unit, ProblemList problems)
    {
        var plans = unit.Plans.ToDictionary(plan => plan.FullName, StringComparer.Ordinal);
        foreach (var application in unit.Applications)
        {
            var name = PlanOf(application, unit);
            if (!plans.TryGetValue(name, out var plan))
            {
                problems.Unresolved(application, "spec.planRef.name", Reasons.PlanNotFound,
                    $"The Product {unit.Product.FullName} has no ApplicationPlan {name}. Create it, or name one that it has.");
            }
            else if (problems.Refuses(plan))
            {
                problems.Unresolved(application, "spec.planRef.name", Reasons.PlanNotAccepted, $"The ApplicationPlan {name} is not accepted. See its conditions.");
            }
        }
    }

    public static void Account(ProductUnit unit, ProblemList problems)
    {
        foreach (var application in unit.Applications)
        {
            if (application.Spec.AccountRef is { } reference && !unit.Accounts.ContainsKey($"{application.Metadata.Namespace}/{reference.Name}"))
            {
                problems.Unresolved(application, "spec.accountRef.name", Reasons.AccountNotFound,
                    $"There is no Account {application.Metadata.Namespace}/{reference.Name}. Create it, or correct the name.");
            }
        }
    }

    /// <summary>Full name of the plan an Application names: plans stand in the namespace of the Product.</summary>
    public static string PlanOf(Resources.Application application, ProductUnit unit) => $"{unit.Product.Metadata.Namespace}/{application.Spec.PlanRef.Name}";
}
