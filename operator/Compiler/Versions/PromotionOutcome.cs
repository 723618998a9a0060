using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>What becomes of production.</summary>
/// <param name="Serve">The version that production serves now; null while none was promoted.</param>
/// <param name="Promote">The version that is to be promoted; null when none is.</param>
/// <param name="Reason">Reason of the condition Promoted, one of <see cref="Reasons"/>.</param>
/// <param name="Message">Its message: what production serves, and what stands in the way.</param>
public sealed record PromotionOutcome(ProductVersion? Serve, ProductVersion? Promote, string Reason, string Message)
{
    /// <summary>Whether production serves what is asked for.</summary>
    public bool IsDone => Reason == Reasons.Promoted;

    /// <summary>Judges what <c>spec.production</c> asks for.</summary>
    /// <param name="source">The unit as it is now, with its Product.</param>
    /// <param name="history">The versions.</param>
    /// <param name="options">What is compiled for, to see whether a version fits.</param>
    public static PromotionOutcome Of(UnitSource source, VersionHistory history, CompilerOptions options)
    {
        var (served, wish) = (history.Production, Wish(source.Product!.Spec, history));
        var stays = served is null ? "Production serves none yet." : $"Production stays at {served}.";
        if (wish.Version is not { } wanted) return new PromotionOutcome(served, null, wish.Reason, $"{wish.Problem} {stays}");
        if (wanted == served)
        {
            return wish.Reason.Length == 0
                ? new PromotionOutcome(served, null, Reasons.Promoted, $"Production serves {served}.")
                : new PromotionOutcome(served, null, wish.Reason, $"{wish.Problem} {stays}");
        }
        if (wanted.Content is not { } content)
        {
            return new PromotionOutcome(served, null, Reasons.VersionUnreadable,
                $"This operator cannot read {wanted}: another release wrote it, or somebody changed it. Name another version. {stays}");
        }
        var blockers = PromotionBlockers.Of(source, content, served?.Content, options);
        return blockers.Count == 0
            ? new PromotionOutcome(served, wanted, Reasons.Pending, $"{Capital(wanted.ToString())} is being promoted.")
            : new PromotionOutcome(served, null, Reasons.VersionNotCompatible,
                $"{Capital(wanted.ToString())} does not fit to what is in force now. {string.Join(' ', blockers)} Mend that, or choose another version. {stays}");
    }

    // The version that is wanted, maybe with the reason why it is not the newest; or why there is none.
    private static VersionChoice Wish(ProductSpec spec, VersionHistory history) => spec.Production switch
    {
        { Promotion: Promotion.Manual, Version: { } text } => VersionChoice.Of(text, history),
        { Promotion: Promotion.Manual } => new VersionChoice(null, Reasons.VersionNotFound, "spec.production.version names no version."),
        _ when history.Newest is null => new VersionChoice(null, Reasons.NoVersion, "There is no version yet: the first is made when nothing has changed for two seconds."),
        { Promotion: Promotion.AfterTest } => Tested(spec, history),
        _ => new VersionChoice(history.Newest, "", ""),
    };

    private static VersionChoice Tested(ProductSpec spec, VersionHistory history)
    {
        var newest = history.Newest!;
        if (newest.Test is not null) return new VersionChoice(newest, "", "");
        // What was promoted before promotion waited for tests is not taken back.
        var passed = history.All.FirstOrDefault(version => version.Test is not null);
        var version = passed is null || passed.Number < history.Production?.Number ? history.Production : passed;
        if (version == newest) return new VersionChoice(newest, "", "");
        return spec.Staging?.Test is null || spec.Staging.Hosts.Count == 0
            ? new VersionChoice(version, Reasons.NoTest, $"{Capital(newest.ToString())} waits for a test call, and there can be none: set spec.staging.test.path and spec.staging.hosts, or another promotion.")
            : new VersionChoice(version, Reasons.WaitingForTest, $"{Capital(newest.ToString())} waits for its test call in staging: see the condition StagingTested.");
    }

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
