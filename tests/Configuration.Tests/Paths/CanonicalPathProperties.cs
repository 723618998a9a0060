using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Headgate.Configuration.Paths;

namespace Headgate.Configuration.Tests.Paths;

/// <summary>What holds for every path, made of the pieces that normalisers have tripped over.</summary>
public sealed class CanonicalPathProperties(ITestOutputHelper output)
{
    private static readonly Gen<(string Path, EncodedSlashes Slashes)> Cases =
        from pieces in Gen.ListOf(Gen.Elements(
            "/", "//", ".", "..", "a", "B", "%2e", "%2E", "%2f", "%2F", "%5c", "\\", ";", ":", "%", "%2", "%25", "%252e", "%00", "%0a", "%7f",
            "%C3%A9", "%c3", "%A9", "%C0%AE", "é", "#", " ", "[", "%5B", "~", "%7e", "+", "\u0001", "{x}", "%3b"))
        from slashes in Gen.Elements(EncodedSlashes.Decode, EncodedSlashes.Keep, EncodedSlashes.Reject)
        select ("/" + string.Concat(pieces), slashes);

    [Fact]
    public void Normalising_again_changes_nothing() =>
        Check((path, slashes) => CanonicalPath.Normalize(path, slashes, out _) is not { } once || CanonicalPath.Normalize(once, slashes, out _) == once);

    [Fact]
    public void What_is_canonical_beyond_doubt_stays_as_it_is() =>
        Check((path, slashes) => !CanonicalPath.IsCanonical(path) || CanonicalPath.Normalize(path, slashes, out _) == path);

    [Fact]
    public void The_canonical_form_has_nothing_left_to_interpret() => Check((path, slashes) =>
    {
        if (CanonicalPath.Normalize(path, slashes, out _) is not { } canonical) return true;
        var segments = canonical.Split('/');
        return canonical.StartsWith('/')
            && !canonical.Contains("//", StringComparison.Ordinal)
            && !segments.Any(segment => segment is "." or ".." || segment.StartsWith("..;", StringComparison.Ordinal))
            && canonical.All(character => character is > ' ' and < '\u007f' and not '#' and not '\\' and not '?')
            && !Escapes(canonical).Any(escape => escape.Any(char.IsAsciiLetterLower))
            && (slashes == EncodedSlashes.Keep || !canonical.Contains("%2F", StringComparison.Ordinal));
    });

    [Fact]
    public void Nothing_is_thrown_for_any_text()
    {
        var config = Configured();
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            _ = CanonicalPath.IsCanonical(text ?? "");
            _ = CanonicalPath.Normalize(text ?? "", EncodedSlashes.Keep, out _);
            _ = RulePattern.Parse(text ?? "", EncodedSlashes.Decode, out var _);
            return true;
        }).Check(config);
    }

    private static IEnumerable<string> Escapes(string path) =>
        path.Split('%').Skip(1).Select(part => part[..2]);

    private void Check(Func<string, EncodedSlashes, bool> holds) =>
        Prop.ForAll(Cases.ToArbitrary(), sample => holds(sample.Path, sample.Slashes).Label($"{sample.Path} {sample.Slashes}")).Check(Configured());

    private Config Configured()
    {
        var seed = Environment.GetEnvironmentVariable("HEADGATE_SEED") is { } text ? ulong.Parse(text, CultureInfo.InvariantCulture) : 20261124UL;
        output.WriteLine($"HEADGATE_SEED={seed}");
        return Config.QuickThrowOnFailure.WithMaxTest(10_000).WithEndSize(24).WithReplay(seed, 1UL);
    }
}
