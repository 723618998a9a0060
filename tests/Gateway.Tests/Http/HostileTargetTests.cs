using System.Globalization;

namespace Headgate.Gateway.Tests.Http;

/// <summary>What is matched is what is forwarded, byte for byte, or the request is refused (SEMANTICS §2).</summary>
public sealed class HostileTargetTests(PlainGateway plain) : IClassFixture<PlainGateway>
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/a", "/a")]
    [InlineData("/a/", "/a/")]
    [InlineData("//", "/")]
    [InlineData("//other.test/a", "/other.test/a")]
    [InlineData("/a//b///c", "/a/b/c")]
    [InlineData("/.", "/")]
    [InlineData("/./a", "/a")]
    [InlineData("/a/.", "/a/")]
    [InlineData("/a/..", "/")]
    [InlineData("/a/../b", "/b")]
    [InlineData("/a/b/../../c", "/c")]
    [InlineData("/a//../b", "/b")]
    [InlineData("/..", "400")]
    [InlineData("/../a", "400")]
    [InlineData("/a/../../b", "400")]
    [InlineData("/%2e", "/")]
    [InlineData("/a/%2e%2e/b", "/b")]
    [InlineData("/a/.%2E/b", "/b")]
    [InlineData("/a/%2E./b", "/b")]
    [InlineData("/%2e%2e/a", "400")]
    [InlineData("/a%2fb", "/a/b")]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/a%2f..%2fb", "/b")]
    [InlineData("/a/..%2fb", "/b")]
    [InlineData("/a%2f%2e%2e%2f%2e%2e%2fb", "400")]
    [InlineData("/..%2fadmin", "400")]
    [InlineData("/%2f%2fa", "/a")]
    [InlineData("/...", "/...")]
    [InlineData("/..a", "/..a")]
    [InlineData("/a..", "/a..")]
    [InlineData("/a%5cb", "/a%5Cb")]
    [InlineData("/a\\b", "/a%5Cb")]
    [InlineData("/a/..\\b", "400")]
    [InlineData("/a\\..\\b", "400")]
    [InlineData("/a%5c..%5cb", "400")]
    [InlineData("/..;/b", "400")]
    [InlineData("/a/..;x=1/b", "400")]
    [InlineData("/a/.;/b", "400")]
    [InlineData("/a/%2e%2e;/b", "400")]
    [InlineData("/a/..%3b/b", "400")]
    [InlineData("/a;x=1/b", "/a;x=1/b")]
    [InlineData("/a%3bx", "/a;x")]
    [InlineData("/%61%62", "/ab")]
    [InlineData("/%2541", "/%2541")]
    [InlineData("/%252e%252e/a", "/%252e%252e/a")]
    [InlineData("/a%252fb", "/a%252fb")]
    [InlineData("/a%25", "/a%25")]
    [InlineData("/%", "400")]
    [InlineData("/%4", "400")]
    [InlineData("/%zz", "400")]
    [InlineData("/%u002e", "400")]
    [InlineData("/%00", "400")]
    [InlineData("/a%00.png", "400")]
    [InlineData("/a%0d%0aX:1", "400")]
    [InlineData("/a%09b", "400")]
    [InlineData("/a%7fb", "400")]
    [InlineData("/a%c2%80b", "400")]
    [InlineData("/caf%c3%a9", "/caf%C3%A9")]
    [InlineData("/caf%E9", "400")]
    [InlineData("/%c0%ae%c0%ae/a", "400")]
    [InlineData("/%c0%af", "400")]
    [InlineData("/%e0%80%af", "400")]
    [InlineData("/%ed%a0%80", "400")]
    [InlineData("/%f5%80%80%80", "400")]
    [InlineData("/%ef%bc%8f", "/%EF%BC%8F")]
    [InlineData("/%f0%9f%94%91", "/%F0%9F%94%91")]
    [InlineData("/a%20b", "/a%20b")]
    [InlineData("/a+b", "/a+b")]
    [InlineData("/a%2bb", "/a+b")]
    [InlineData("/a%3fb", "/a%3Fb")]
    [InlineData("/a%23b", "/a%23b")]
    [InlineData("/a#b", "400")]
    [InlineData("/a?b#c", "400")]
    [InlineData("/[::1]/a", "/[::1]/a")]
    [InlineData("/a{b}|c^d`e", "/a%7Bb%7D%7Cc%5Ed%60e")]
    [InlineData("/a\"<b>", "/a%22%3Cb%3E")]
    [InlineData("/http://other.test/", "/http:/other.test/")]
    [InlineData("/a?", "/a")]
    [InlineData("/a?x=1", "/a?x=1")]
    [InlineData("/a?x=/../..//%2f", "/a?x=/../..//%2f")]
    [InlineData("/a?x=%0d%0aX:1", "/a?x=%0d%0aX:1")]
    [InlineData("/a?x=%zz", "/a?x=%zz")]
    [InlineData("/a?x={y}|\"<>\\^`[]", "/a?x={y}|\"<>\\^`[]")]
    [InlineData("/a?x=1?y=2", "/a?x=1?y=2")]
    [InlineData("/a?&&x=1&&", "/a?&&x=1&&")]
    [InlineData("/a?x=\u0001", "400")]
    [InlineData("/a?x=\u007f", "400")]
    [InlineData("/a?user_key=good-key-0123456789&x=1", "/a?x=1")]
    [InlineData("/a?x=1&user%5fkey=good-key-0123456789", "/a?x=1")]
    [InlineData("/a?USER_KEY=good-key-0123456789", "/a")]
    public async Task A_target_arrives_as_it_was_matched_or_not_at_all(string target, string arrives)
    {
        plain.Upstream.Take();
        var response = await plain.Gateway.GetAsync(target);
        var seen = plain.Upstream.Take().Select(request => request.Head.Target).SingleOrDefault();
        Assert.Equal(arrives, seen ?? response.Status.ToString(CultureInfo.InvariantCulture));
        if (seen is not null) Assert.Equal(plain.Inspect(target), seen.Split('?')[0]);
    }

    [Fact]
    public async Task A_path_whose_escapes_grow_beyond_8_KB_arrives_whole()
    {
        plain.Upstream.Take();
        var path = "/" + new string('|', 7000);
        Assert.Equal(200, (await plain.Gateway.GetAsync(path)).Status);
        Assert.Equal("/" + string.Concat(Enumerable.Repeat("%7C", 7000)), Assert.Single(plain.Upstream.Take()).Head.Target);
    }
}
