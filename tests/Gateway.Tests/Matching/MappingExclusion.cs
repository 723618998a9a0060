using Headgate.Configuration;
using Headgate.Configuration.Paths;

namespace Headgate.Gateway.Tests.Matching;

/// <summary>A kind of observed case where Headgate answers otherwise, and the words that say so.</summary>
internal sealed record MappingExclusion(string Group, string Reason, Func<MappingVector, bool> Covers)
{
    /// <summary>Every group; the first that covers a case counts it.</summary>
    public static IReadOnlyList<MappingExclusion> All { get; } =
    [
        new("form bodies", "§2 differs: bodies of form posts are not read for matching", vector => vector.HasFormBody),
        new("targets outside of URIs", "README: nonstandard_target, and ours is the safer answer", vector => vector.IsNonstandard && !IsNormalisable(vector)),
        new("refused paths", "DESIGN §5: what cannot be normalised without doubt is refused with 400", vector => !IsNormalisable(vector)),
        new("refused patterns", "README: pattern_valid_in_3scale is false, and a refused rule is the safer answer", HasRefusedPattern),
        new("regular expressions", "§2 differs: every other character is literal; APIcast leaves + * ( ) | to its regex engine", HasRegexCharacter),
        new("normalised patterns", "§2 differs: patterns are normalised exactly as requests are", HasPatternToNormalise),
        new("increments below 1", "§2: increment is an integer ≥ 1", vector => vector.Rules.Any(rule => rule.Delta < 1)),
    ];

    private static bool IsNormalisable(MappingVector vector) => CanonicalPath.Normalize(vector.Parts.Path, EncodedSlashes.Decode, out _) is not null;

    private static bool HasRefusedPattern(MappingVector vector) =>
        vector.Rules.Any(rule => !rule.IsValidInPeer && RulePattern.Parse(rule.Pattern, EncodedSlashes.Decode, out _) is null);

    private static bool HasRegexCharacter(MappingVector vector) => vector.Rules.Any(rule => rule.Pattern.Split('?')[0].IndexOfAny(['+', '*', '(', ')', '|']) >= 0);

    private static bool HasPatternToNormalise(MappingVector vector) =>
        vector.Rules.Any(rule => rule.Pattern.Contains('%', StringComparison.Ordinal) || rule.Pattern.Contains("/.", StringComparison.Ordinal) || rule.Pattern.Contains("//", StringComparison.Ordinal));
}
