using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>
/// What is said of the objects of a unit with versions. A Product and its rules are judged as they are written now; plans and Applications act at
/// once, so they are judged by what is served with them.
/// </summary>
public static class UnitReport
{
    /// <summary>Puts it together.</summary>
    /// <param name="source">The unit as it is now.</param>
    /// <param name="draft">What was made of it as it is now.</param>
    /// <param name="served">What is served: in production, else in staging; null when nothing is.</param>
    /// <param name="options">What was compiled for.</param>
    public static CompiledUnit Of(UnitSource source, CompiledUnit draft, CompiledUnit? served, CompilerOptions options)
    {
        if (served?.Product is not { } product) return draft;
        var live = served.Problems.Where(problem => problem.Resource is ApplicationPlan or Application);
        var versioned = draft.Problems.Where(problem => problem.Resource is not (ApplicationPlan or Application));
        var problems = StatusReport.Sort(versioned.Concat(live));
        var told = product with { Proxy = draft.Product?.Proxy ?? product.Proxy };
        return new CompiledUnit(source.Name, product, StatusReport.Of(source, problems, told, options), problems);
    }

    /// <summary>Adds to the status of the Product which versions there are, and how far promotion came.</summary>
    /// <param name="unit">What is said of the objects.</param>
    /// <param name="history">The versions.</param>
    /// <param name="promotion">What becomes of production.</param>
    public static CompiledUnit WithVersions(CompiledUnit unit, VersionHistory history, PromotionOutcome promotion) => unit with
    {
        Statuses = [.. unit.Statuses.Select(status => status.Resource is Product product ? status with { Status = StatusOf(product, status.Status, history, promotion) } : status)],
    };

    private const int MostListed = 10;

    private static ProductStatus StatusOf(Product product, ResourceStatus status, VersionHistory history, PromotionOutcome promotion) => new()
    {
        ObservedGeneration = status.ObservedGeneration,
        ContentDigest = status.ContentDigest,
        Conditions =
        [
            .. status.Conditions,
            new Condition
            {
                Type = ConditionTypes.Promoted,
                Status = promotion.IsDone ? ConditionStatus.True : ConditionStatus.False,
                Reason = promotion.Reason,
                Message = promotion.Message,
                ObservedGeneration = product.Metadata.Generation,
            },
        ],
        Versions = new ProductVersions
        {
            Newest = Name(history.Newest),
            Staging = history.Staging?.Content?.StagingHosts is null ? null : Name(history.Staging),
            Production = Name(promotion.Serve),
            History = [.. history.All.Take(MostListed).Select(version => new VersionSummary
            {
                Number = version.Number,
                Digest = version.Digest,
                Created = version.Created?.UtcDateTime,
                Changes = version.Changes,
            })],
        },
    };

    private static VersionReference? Name(ProductVersion? version) => version is null ? null : new() { Number = version.Number, Digest = version.Digest };
}
