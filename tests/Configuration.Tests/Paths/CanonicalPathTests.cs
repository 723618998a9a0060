using Headgate.Configuration.Paths;

namespace Headgate.Configuration.Tests.Paths;

public class CanonicalPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a/")]
    [InlineData("//", "/")]
    [InlineData("/a//b///c", "/a/b/c")]
    [InlineData("/.", "/")]
    [InlineData("/./", "/")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/a/./b", "/a/b")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/../", "/")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/..", "/a/")]
    [InlineData("/a/b/../../c", "/c")]
    [InlineData("/a//../b", "/b")]
    [InlineData("/...", "/...")]
    [InlineData("/..a", "/..a")]
    [InlineData("/.well-known/x", "/.well-known/x")]
    [InlineData("/a%2e%2E/b", "/a../b")]
    [InlineData("/a/%2e%2e/b", "/b")]
    [InlineData("/a/.%2E/b", "/b")]
    [InlineData("/a/%2e/b", "/a/b")]
    [InlineData("/%61%7E%2d", "/a~-")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/a%3fb%23c", "/a%3Fb%23c")]
    [InlineData("/100%25", "/100%25")]
    [InlineData("/%252e%252e/x", "/%252e%252e/x")]
    [InlineData("/%2525", "/%2525")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9")]
    [InlineData("/%F0%9f%98%80", "/%F0%9F%98%80")]
    [InlineData("/a%5Bb%5D", "/a[b]")]
    [InlineData("/{a}", "/%7Ba%7D")]
    [InlineData("/a|b\"<>^`", "/a%7Cb%22%3C%3E%5E%60")]
    [InlineData("/a\\b", "/a%5Cb")]
    [InlineData("/a%5cb", "/a%5Cb")]
    [InlineData("/a;v=1/b", "/a;v=1/b")]
    [InlineData("/a:b@c!$&'()*+,=", "/a:b@c!$&'()*+,=")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/a%2Bb", "/a+b")]
    public void A_path_has_one_canonical_form(string path, string canonical) => Assert.Equal(canonical, Normalize(path, EncodedSlashes.Decode));

    [Theory]
    [InlineData("/a%2Fb", EncodedSlashes.Decode, "/a/b")]
    [InlineData("/a%2f%2Fb", EncodedSlashes.Decode, "/a/b")]
    [InlineData("/a%2F..%2Fb", EncodedSlashes.Decode, "/b")]
    [InlineData("/a%2fb", EncodedSlashes.Keep, "/a%2Fb")]
    [InlineData("/a%2F%2Fb", EncodedSlashes.Keep, "/a%2F%2Fb")]
    [InlineData("/%2F", EncodedSlashes.Keep, "/%2F")]
    [InlineData("/a%252Fb", EncodedSlashes.Keep, "/a%252Fb")]
    [InlineData("/a%252Fb", EncodedSlashes.Reject, "/a%252Fb")]
    public void An_encoded_slash_is_what_the_Product_says(string path, EncodedSlashes slashes, string canonical) => Assert.Equal(canonical, Normalize(path, slashes));

    [Theory]
    [InlineData("", PathProblem.NotAbsolute)]
    [InlineData("a", PathProblem.NotAbsolute)]
    [InlineData("*", PathProblem.NotAbsolute)]
    [InlineData("%2Fa", PathProblem.NotAbsolute)]
    [InlineData("/%", PathProblem.BrokenEscape)]
    [InlineData("/%4", PathProblem.BrokenEscape)]
    [InlineData("/%zz", PathProblem.BrokenEscape)]
    [InlineData("/%+1", PathProblem.BrokenEscape)]
    [InlineData("/%u0041", PathProblem.BrokenEscape)]
    [InlineData("/a%2", PathProblem.BrokenEscape)]
    [InlineData("/%00", PathProblem.ControlCharacter)]
    [InlineData("/%0d%0aX:1", PathProblem.ControlCharacter)]
    [InlineData("/%1f", PathProblem.ControlCharacter)]
    [InlineData("/%7F", PathProblem.ControlCharacter)]
    [InlineData("/%C2%80", PathProblem.ControlCharacter)]
    [InlineData("/%C2%9F", PathProblem.ControlCharacter)]
    [InlineData("/a\tb", PathProblem.ControlCharacter)]
    [InlineData("/a\u0001b", PathProblem.ControlCharacter)]
    [InlineData("/%FF", PathProblem.InvalidUtf8)]
    [InlineData("/%C0%AE%C0%AE/", PathProblem.InvalidUtf8)]
    [InlineData("/%C0%AF", PathProblem.InvalidUtf8)]
    [InlineData("/%E0%80%AF", PathProblem.InvalidUtf8)]
    [InlineData("/%ED%A0%80", PathProblem.InvalidUtf8)]
    [InlineData("/%80", PathProblem.InvalidUtf8)]
    [InlineData("/%C3", PathProblem.InvalidUtf8)]
    [InlineData("/%C3/%A9", PathProblem.InvalidUtf8)]
    [InlineData("/%F4%90%80%80", PathProblem.InvalidUtf8)]
    [InlineData("/é", PathProblem.RawCharacter)]
    [InlineData("/a b", PathProblem.RawCharacter)]
    [InlineData("/a#b", PathProblem.RawCharacter)]
    [InlineData("/..", PathProblem.AboveRoot)]
    [InlineData("/../a", PathProblem.AboveRoot)]
    [InlineData("/a/../../b", PathProblem.AboveRoot)]
    [InlineData("/%2e%2e", PathProblem.AboveRoot)]
    [InlineData("/%2e%2e%2fetc", PathProblem.AboveRoot)]
    [InlineData("/a/..;/b", PathProblem.HiddenDotSegment)]
    [InlineData("/a/..;x=1/b", PathProblem.HiddenDotSegment)]
    [InlineData("/a/.;/b", PathProblem.HiddenDotSegment)]
    [InlineData("/a/%2e%2e%3b/b", PathProblem.HiddenDotSegment)]
    [InlineData("/a\\..\\b", PathProblem.HiddenDotSegment)]
    [InlineData("/a/..%5Cb", PathProblem.HiddenDotSegment)]
    [InlineData("/a%5c.%5cb", PathProblem.HiddenDotSegment)]
    public void What_can_be_read_in_two_ways_is_refused(string path, PathProblem expected)
    {
        Assert.Null(CanonicalPath.Normalize(path, EncodedSlashes.Decode, out var problem));
        Assert.Equal(expected, problem);
        Assert.False(CanonicalPath.IsCanonical(path));
    }

    [Theory]
    [InlineData("/a/..%2Fb", EncodedSlashes.Keep, PathProblem.HiddenDotSegment)]
    [InlineData("/a%2F..%2Fb", EncodedSlashes.Keep, PathProblem.HiddenDotSegment)]
    [InlineData("/a%2f.", EncodedSlashes.Keep, PathProblem.HiddenDotSegment)]
    [InlineData("/a%2Fb", EncodedSlashes.Reject, PathProblem.EncodedSlash)]
    [InlineData("/a%2f", EncodedSlashes.Reject, PathProblem.EncodedSlash)]
    public void Kept_and_rejected_slashes_hide_nothing(string path, EncodedSlashes slashes, PathProblem expected)
    {
        Assert.Null(CanonicalPath.Normalize(path, slashes, out var problem));
        Assert.Equal(expected, problem);
    }

    private static string? Normalize(string path, EncodedSlashes slashes)
    {
        var canonical = CanonicalPath.Normalize(path, slashes, out var problem);
        Assert.Equal(PathProblem.None, problem);
        return canonical;
    }
}
