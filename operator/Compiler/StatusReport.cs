using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Turns problems into one status per resource.</summary>
internal static class StatusReport
{
    // The conditions that are always present, and what they say when nothing is wrong.
    private static readonly IReadOnlyList<(string Type, string Reason, string Message)> Positive =
    [
        (ConditionTypes.Accepted, Reasons.Accepted, "It is valid."),
        (ConditionTypes.ResolvedRefs, Reasons.ResolvedRefs, "Everything it names was found."),
    ];

    private static readonly IReadOnlyList<string> Negative = [ConditionTypes.Conflicted, ConditionTypes.HasWarnings];

    public static IReadOnlyList<CompiledStatus> Of(ResourceSnapshot snapshot, IReadOnlyList<ProductUnit> units, IReadOnlyList<Problem> problems)
    {
        var byResource = problems.ToLookup(problem => problem.Resource, ReferenceEqualityComparer.Instance);
        var unitOf = units.ToDictionary(unit => unit.Product.FullName, StringComparer.Ordinal);
        return
        [
            .. InOrder(snapshot).Select(resource => new CompiledStatus(resource, new ResourceStatus
            {
                ObservedGeneration = resource.Metadata.Generation,
                Conditions = [.. Conditions(resource, [.. byResource[resource]]), .. resource is Product ? Children(unitOf[resource.FullName], byResource) : []],
            })),
        ];
    }

    /// <summary>Problems in the order of the statuses, so that the same mistakes always read the same.</summary>
    public static IReadOnlyList<Problem> Sort(IEnumerable<Problem> problems) =>
        [.. problems.OrderBy(problem => problem.Resource.Metadata.Namespace, StringComparer.Ordinal).ThenBy(problem => Rank(problem.Resource)).ThenBy(problem => problem.Resource.Metadata.Name, StringComparer.Ordinal)];

    private static IEnumerable<Condition> Conditions(Resource resource, IReadOnlyList<Problem> problems)
    {
        foreach (var (type, reason, message) in Positive)
        {
            var found = problems.Where(problem => problem.Condition == type).ToList();
            yield return found.Count == 0
                ? Condition(resource, type, ConditionStatus.True, reason, message)
                : Condition(resource, type, ConditionStatus.False, found[0].Reason, Join(found));
        }
        foreach (var type in Negative)
        {
            var found = problems.Where(problem => problem.Condition == type).ToList();
            if (found.Count > 0) yield return Condition(resource, type, ConditionStatus.True, found[0].Reason, Join(found));
        }
    }

    private static IEnumerable<Condition> Children(ProductUnit unit, ILookup<object?, Problem> byResource)
    {
        var broken = unit.Children
            .Where(child => byResource[child].Any(problem => problem.Severity == Severity.Error && problem.Reason != Reasons.ProductNotAccepted))
            .Select(child => child.Label)
            .ToList();
        if (broken.Count == 0) yield break;
        const int most = 10;
        var more = broken.Count > most ? $" and {broken.Count - most} more" : "";
        yield return Condition(unit.Product, ConditionTypes.PartiallyInvalid, ConditionStatus.True, Reasons.ChildrenNotAccepted,
            $"Not accepted, see their conditions: {string.Join(", ", broken.Take(most))}{more}.");
    }

    private static Condition Condition(Resource resource, string type, ConditionStatus status, string reason, string message) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        ObservedGeneration = resource.Metadata.Generation,
    };

    private static string Join(IReadOnlyList<Problem> problems)
    {
        const int mostCharacters = 4096;
        var text = string.Join("\n", problems.Select(problem => $"{problem.Field}: {problem.Message}"));
        return text.Length <= mostCharacters ? text : text[..mostCharacters] + "…";
    }

    private static IEnumerable<Resource> InOrder(ResourceSnapshot snapshot) =>
        snapshot.Products.Concat<Resource>(snapshot.Rules).Concat(snapshot.Plans).Concat(snapshot.Accounts).Concat(snapshot.Applications)
            .OrderBy(resource => resource.Metadata.Namespace, StringComparer.Ordinal).ThenBy(Rank).ThenBy(resource => resource.Metadata.Name, StringComparer.Ordinal);

    private static int Rank(Resource resource) => resource switch
    {
        Product => 0,
        MappingRule => 1,
        ApplicationPlan => 2,
        Account => 3,
        _ => 4,
    };
}
