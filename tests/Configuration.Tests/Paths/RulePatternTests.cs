using Headgate.Configuration.Paths;

namespace Headgate.Configuration.Tests.Paths;

public class RulePatternTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("//", "/")]
    [InlineData("/foo/", "/foo/")]
    [InlineData("/foo$", "/foo$")]
    [InlineData("/$", "/$")]
    [InlineData("/foo//bar", "/foo/bar")]
    [InlineData("/foo/./x/../bar", "/foo/bar")]
    [InlineData("/a/{x}/../b", "/a/b")]
    [InlineData("/a/{id}.json$", "/a/{}.json$")]
    [InlineData("/{a}-{b}", "/{}-{}")]
    [InlineData("/{a}{b}$", "/{}{}$")]
    [InlineData("/pre{n}", "/pre{}")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9")]
    [InlineData("/a%41%2Eb", "/aA.b")]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a%7Bb%7D", "/a%7Bb%7D")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/users('x')", "/users('x')")]
    [InlineData("/a;v=1/b", "/a;v=1/b")]
    [InlineData("/foo?", "/foo")]
    [InlineData("/foo?a=b", "/foo ?a=b")]
    [InlineData("/foo$?a=", "/foo$ ?a=")]
    [InlineData("/foo?a={x}&b=1", "/foo ?a={} ?b=1")]
    [InlineData("/foo?a=b=c", "/foo ?a=b=c")]
    [InlineData("/foo?q=a%20b", "/foo ?q=a b")]
    [InlineData("/foo?a%5B%5D=1", "/foo ?a[]=1")]
    [InlineData("/foo?a[]=$", "/foo ?a[]=$")]
    [InlineData("/foo?a=//x?y", "/foo ?a=//x?y")]
    [InlineData("/foo?=b", "/foo ?=b")]
    [InlineData("/foo?a+b=c+d", "/foo ?a+b=c+d")]
    [InlineData("/{a}?x={a}", "/{} ?x={}")]
    public void A_good_pattern_is_read_in_canonical_form(string pattern, string expected)
    {
        var read = RulePattern.Parse(pattern, EncodedSlashes.Decode, out var problem);
        Assert.Null(problem);
        Assert.Equal(expected, Describe(read!));
    }

    [Theory]
    [InlineData("", "1 to 255")]
    [InlineData("foo", "does not begin with '/'")]
    [InlineData("$", "does not begin with '/'")]
    [InlineData("/foo$/bar", "%24")]
    [InlineData("/foo$$", "%24")]
    [InlineData("/{}", "not a variable")]
    [InlineData("/{a b}", "not a variable")]
    [InlineData("/{a.b}", "not a variable")]
    [InlineData("/{2}", "not a variable")]
    [InlineData("/{a", "not a variable")]
    [InlineData("/{{a}}", "not a variable")]
    [InlineData("/a}", "%7D")]
    [InlineData("/{a}/{a}", "stands twice")]
    [InlineData("/a|b", "%7C")]
    [InlineData("/a b", "%20")]
    [InlineData("/a\\b", "%5C")]
    [InlineData("/a\"b", "%22")]
    [InlineData("/a[b]", "%5B")]
    [InlineData("/a#b", "%23")]
    [InlineData("/café", "%C3%A9")]
    [InlineData("/100%", "hexadecimal")]
    [InlineData("/%zz", "hexadecimal")]
    [InlineData("/%00", "control")]
    [InlineData("/%FF", "UTF-8")]
    [InlineData("/..", "above the root")]
    [InlineData("/a/..;/b", "dot segments")]
    [InlineData("/foo?a", "has no '='")]
    [InlineData("/foo?a=1&", "has no '='")]
    [InlineData("/foo?{x}=1", "name of a query parameter")]
    [InlineData("/foo?a=pre{x}", "neither a literal nor one variable")]
    [InlineData("/foo?a={x}{y}", "neither a literal nor one variable")]
    [InlineData("/foo?a={x.y}", "neither a literal nor one variable")]
    [InlineData("/foo?a=1&a=2", "stands twice")]
    [InlineData("/foo?a=1&%61=2", "stands twice")]
    [InlineData("/{a}?a=1", "stands twice")]
    [InlineData("/foo?a=b c", "%20")]
    [InlineData("/foo?a=<b>", "%3C")]
    [InlineData("/foo?a=%4", "hexadecimal")]
    public void A_bad_pattern_says_what_is_wrong_and_what_is_allowed(string pattern, string said)
    {
        Assert.Null(RulePattern.Parse(pattern, EncodedSlashes.Decode, out var problem));
        Assert.Contains(said, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pattern_has_at_most_255_characters()
    {
        Assert.NotNull(RulePattern.Parse("/" + new string('a', 254), EncodedSlashes.Decode, out _));
        Assert.Null(RulePattern.Parse("/" + new string('a', 255), EncodedSlashes.Decode, out _));
    }

    [Fact]
    public void Encoded_slashes_follow_the_Product()
    {
        Assert.Equal("/a%2Fb", Describe(RulePattern.Parse("/a%2fb", EncodedSlashes.Keep, out _)!));
        Assert.Null(RulePattern.Parse("/a%2fb", EncodedSlashes.Reject, out var problem));
        Assert.Contains("rejects encoded slashes", problem, StringComparison.Ordinal);
    }

    private static string Describe(RulePattern pattern) =>
        string.Concat(pattern.Path.Select(token => token.Literal ?? "{}")) + (pattern.IsPinned ? "$" : "")
        + string.Concat(pattern.Query.Select(condition => $" ?{condition.Name}={condition.Value ?? "{}"}"));
}
