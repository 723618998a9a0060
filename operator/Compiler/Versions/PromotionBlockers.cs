using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>
/// What stands against a version in production: what would be refused with it, and is not refused with the one that is served now. A mistake that
/// is there in any case stands against no version.
/// </summary>
internal static class PromotionBlockers
{
    private const int Most = 5;

    // A plan that is refused is told of itself, not of each of its Applications.
    private static readonly string[] Consequences = [Reasons.PlanNotAccepted, Reasons.ProductNotAccepted];

    /// <summary>The blockers as sentences; none when it can be promoted.</summary>
    public static IReadOnlyList<string> Of(UnitSource source, VersionContent wanted, VersionContent? served, CompilerOptions options)
    {
        var (after, before) = (ProblemsOf(source, wanted, options), served is null ? [] : ProblemsOf(source, served, options));
        // Where nothing is served yet, nobody loses anything but by a Product that cannot be served at all.
        var isFirst = served is null;
        var known = before.Where(IsError).Select(Identity).ToHashSet();
        var news = after.Where(problem => IsError(problem) && !known.Contains(Identity(problem)) && !Consequences.Contains(problem.Reason)).ToList();
        var blockers = news.Where(problem => problem.Resource is Product && (!isFirst || problem.Condition == ConditionTypes.Accepted)).ToList();
        if (!isFirst) blockers.AddRange(news.Where(problem => problem.Resource is ApplicationPlan));
        var sentences = blockers.Select(problem => problem.ToString().Replace(Checks.PlanChecks.Consequence, "", StringComparison.Ordinal)).ToList();
        if (!isFirst && LosesAllApplications(source, before, news) is { } loss) sentences.Add(loss);
        return sentences.Count <= Most ? sentences : [.. sentences.Take(Most), $"And {sentences.Count - Most} more."];
    }

    // One consumer's Application must not keep a Product's owner from promoting; that none of them would be let in is a mistake of the owner.
    private static string? LosesAllApplications(UnitSource source, IReadOnlyList<Problem> before, List<Problem> news)
    {
        var refused = before.Where(IsError).Select(problem => problem.Resource).ToHashSet(ReferenceEqualityComparer.Instance);
        var served = source.Applications.Where(application => !refused.Contains(application)).ToList();
        var lost = served.Select(application => news.FirstOrDefault(problem => ReferenceEquals(problem.Resource, application))).OfType<Problem>().ToList();
        return served.Count > 0 && lost.Count == served.Count
            ? $"{(lost.Count == 1 ? "Its only Application would not be let in" : $"None of its {lost.Count} Applications would be let in")}: {lost[0]}"
            : null;
    }

    // Conflicts are left out: who owns a host is judged over all versions that are in use.
    private static bool IsError(Problem problem) => problem.Condition is ConditionTypes.Accepted or ConditionTypes.ResolvedRefs;

    private static (string Label, string Condition, string Reason, string Message) Identity(Problem problem) =>
        (problem.Resource.Kind + problem.Resource.FullName, problem.Condition, problem.Reason, problem.Resource is ApplicationPlan ? problem.Field : "");

    private static IReadOnlyList<Problem> ProblemsOf(UnitSource source, VersionContent content, CompilerOptions options) =>
        Compiler.CompileUnit(source.At(content, GatewayEnvironment.Production)! with { MetricsElsewhere = new HashSet<string>() }, options).Problems;
}
