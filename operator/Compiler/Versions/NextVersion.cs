namespace Headgate.Compiler.Versions;

/// <summary>The version that is made of what is written now. Pure.</summary>
public static class NextVersion
{
    private const int MostCharacters = 1024;

    /// <summary>Makes it. Where it is to be promoted anyway it says so from the beginning.</summary>
    /// <param name="source">The unit as it is now.</param>
    /// <param name="history">The versions there are.</param>
    /// <param name="mark">The mark of a version that is promoted now.</param>
    /// <param name="options">What is compiled for, to see whether it fits.</param>
    /// <exception cref="ArgumentException">There is no Product.</exception>
    public static ProductVersion Of(UnitSource source, VersionHistory history, PromotionMark mark, CompilerOptions options)
    {
        var content = VersionContent.Of(source) ?? throw new ArgumentException("It has no Product.", nameof(source));
        var version = new ProductVersion((history.Newest?.Number ?? 0) + 1, content.Digest(), content)
        {
            Changes = Cut(VersionChanges.InWords(history.Staging?.Content, content)),
        };
        var next = PromotionOutcome.Of(source, new VersionHistory([.. history.All, version]), options);
        return next.Promote == version ? version with { Promoted = mark } : version;
    }

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..(MostCharacters - 1)] + "…";
}
