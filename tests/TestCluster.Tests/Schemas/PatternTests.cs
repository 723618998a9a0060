using System.Text.Json;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Patterns mean what they mean to Go (RE2), which is not what they mean to .NET.</summary>
public class PatternTests
{
    [Theory]
    [InlineData("^a$", "a\n", false)]
    [InlineData("^a$", "a", true)]
    [InlineData(@"^\d$", "٣", false)]
    [InlineData(@"^\d$", "3", true)]
    [InlineData(@"^\D$", "٣", true)]
    [InlineData(@"^\w$", "é", false)]
    [InlineData(@"^\s$", "\u00a0", false)]
    [InlineData(@"^[\d-]+$", "1-2", true)]
    [InlineData(@"^[\w.]+$", "a.b_9", true)]
    [InlineData("^.$", "😀", true)]
    [InlineData("^..$", "😀", false)]
    [InlineData("^.$", "\n", false)]
    [InlineData("^[^a]$", "😀", true)]
    [InlineData("^[^a]$", "a", false)]
    [InlineData("^[[:alpha:]]+$", "abZ", true)]
    [InlineData("^[[:alpha:]]+$", "ab1", false)]
    [InlineData(@"^\pL+$", "é", true)]
    [InlineData(@"^\p{Lu}$", "É", true)]
    [InlineData("^(?P<name>a)$", "a", true)]
    [InlineData("^(?i)abc$", "ABC", true)]
    [InlineData("^(?i)i$", "İ", false)]
    [InlineData("^[]a]$", "]", true)]
    [InlineData(@"^\.\/$", "./", true)]
    [InlineData("^([a-z0-9]+-)*[a-z0-9]+$", "a-b-c", true)]
    public void A_pattern_matches_as_in_Go(string pattern, string text, bool matches) =>
        Assert.Equal(matches, GoPattern.IsMatch(text, pattern));

    [Theory]
    [InlineData("(?=a)", "invalid or unsupported Perl syntax: `(?=`")]
    [InlineData("(?!a)", "invalid or unsupported Perl syntax: `(?!`")]
    [InlineData("(?<=a)b", "invalid or unsupported Perl syntax: `(?<`")]
    [InlineData(@"(a)\1", @"invalid escape sequence: `\1`")]
    [InlineData("(a", "missing closing ): `(a`")]
    [InlineData("a)", "unexpected ): `a)`")]
    [InlineData("[a", "missing closing ]: `[a`")]
    [InlineData("*a", "missing argument to repetition operator: `*`")]
    [InlineData("a\\", "trailing backslash at end of expression: ``")]
    public void What_Go_cannot_compile_is_refused_in_its_words(string pattern, string says) =>
        Assert.Equal($"error parsing regexp: {says}", GoPattern.Problem(pattern));

    [Fact]
    public void A_pattern_that_would_make_others_backtrack_for_ever_ends() =>
        Assert.NotEqual("", Judge.Of("""{"type":"string","pattern":"^(a+)+$"}""", JsonSerializer.Serialize(new string('a', 50_000) + "!")));
}
