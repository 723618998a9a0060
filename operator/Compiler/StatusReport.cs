using Headgate.Compiler.Emit;
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

    /// <summary>The statuses of a Product and of what names it.</summary>
    public static IReadOnlyList<CompiledStatus> Of(
        UnitSource source, IReadOnlyList<Problem> problems, CompiledProduct? product, CompilerOptions options)
    {
        var byResource = problems.ToLookup(problem => problem.Resource, ReferenceEqualityComparer.Instance);
        var digests = new ContentDigests(source, product);
        var entries = (product?.Applications ?? []).ToDictionary(item => item.Entry.Name, item => item.Entry, StringComparer.Ordinal);
        var children = source.Rules.Concat<Resource>(source.Plans).Concat(source.Applications).ToList();
        var statuses = children.Select(child => Status(child, digests.Of(child), Conditions(child, [.. byResource[child]])));
        if (source.Product is { } own)
        {
            IEnumerable<Condition> conditions = [.. Conditions(own, [.. byResource[own]]), .. Children(own, children, byResource)];
            statuses = statuses.Append(Status(own, digests.Of(own), conditions));
        }
        return Sort(statuses.Select(WithFacts));

        CompiledStatus WithFacts(CompiledStatus status) => status.Resource is not Resources.Application application ? status : status with
        {
            Status = ApplicationReport.Of(status.Status, application, source, entries.GetValueOrDefault(application.FullName), options.Peppers[0]),
        };
    }

    /// <summary>The status of an Account.</summary>
    public static CompiledStatus Of(Account account) =>
        Status(account, new ContentDigests(new UnitSource { Name = "" }, null).Of(account), Conditions(account, []));

    /// <summary>The order of statuses: namespace, kind, name.</summary>
    public static IReadOnlyList<CompiledStatus> Sort(IEnumerable<CompiledStatus> statuses) => [.. InOrder(statuses, status => status.Resource)];

    /// <summary>Problems in the order of the statuses, so that the same mistakes always read the same.</summary>
    public static IReadOnlyList<Problem> Sort(IEnumerable<Problem> problems) => [.. InOrder(problems, problem => problem.Resource)];

    private static CompiledStatus Status(Resource resource, string? digest, IEnumerable<Condition> conditions) =>
        new(resource, new ResourceStatus { ObservedGeneration = resource.Metadata.Generation, Conditions = [.. conditions], ContentDigest = digest });

    private static IEnumerable<Condition> Conditions(Resource resource, IReadOnlyList<Problem> problems)
    {
        foreach (var (type, reason, message) in Positive)
        {
            var found = problems.Where(problem => problem.Condition == type).ToList();
            yield return found.Count == 0
                ? Condition(resource, type, ConditionStatus.True, reason, message)
                : Condition(resource, type, ConditionStatus.False, found);
        }
        foreach (var type in Negative)
        {
            var found = problems.Where(problem => problem.Condition == type).ToList();
            if (found.Count > 0) yield return Condition(resource, type, ConditionStatus.True, found);
        }
    }

    // Who was not let in belongs to the Product as little as it knows of it.
    private static IEnumerable<Condition> Children(Product product, IReadOnlyList<Resource> children, ILookup<object?, Problem> byResource)
    {
        var broken = InOrder(children, child => child)
            .Where(child => byResource[child].All(problem => problem.Reason is not (Reasons.ProductNotFound or Reasons.RefNotPermitted)))
            .Where(child => byResource[child].Any(problem => problem.Severity == Severity.Error && problem.Reason != Reasons.ProductNotAccepted))
            .Select(child => child.Label)
            .ToList();
        if (broken.Count == 0) yield break;
        const int most = 10;
        var more = broken.Count > most ? $" and {broken.Count - most} more" : "";
        yield return Condition(product, ConditionTypes.PartiallyInvalid, ConditionStatus.True, Reasons.ChildrenNotAccepted,
            $"Not accepted, see their conditions: {string.Join(", ", broken.Take(most))}{more}.");
    }

    private static Condition Condition(Resource resource, string type, ConditionStatus status, IEnumerable<Problem> problems)
    {
        var (reason, message) = ConditionText.Join(problems.Select(problem => (problem.Reason, $"{problem.Field}: {problem.Message}")));
        return Condition(resource, type, status, reason, message);
    }

    private static Condition Condition(Resource resource, string type, ConditionStatus status, string reason, string message) => new()
    {
        Type = type,
        Status = status,
        Reason = reason,
        Message = message,
        ObservedGeneration = resource.Metadata.Generation,
    };

    private static IEnumerable<T> InOrder<T>(IEnumerable<T> items, Func<T, Resource> resourceOf) =>
        items.OrderBy(item => resourceOf(item).Metadata.Namespace, StringComparer.Ordinal)
            .ThenBy(item => Rank(resourceOf(item)))
            .ThenBy(item => resourceOf(item).Metadata.Name, StringComparer.Ordinal);

    private static int Rank(Resource resource) => resource switch
    {
        Product => 0,
        MappingRule => 1,
        ApplicationPlan => 2,
        Account => 3,
        _ => 4,
    };
}
