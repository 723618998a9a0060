using System.Globalization;
using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Random targets of nasty pieces: refused, or the path on the backend's wire is the path that was matched.</summary>
public sealed class TargetPropertyTests
{
    private const int Targets = 2000;

    private static readonly string[] Pieces =
    [
        "/", "//", "/", "a", "B", "admin", ".", "..", "...", "%2e", "%2E", "%2e%2e", ".%2e", "%2f", "%2F", "%5c", "\\", ";", ";x=1", "%3b", "..;", "%252e", "%252f",
        "%25", "%", "%0", "%zz", "%00", "%0d%0a", "%09", "%7f", "%c0%ae", "%c0%af", "%e9", "%c3%a9", "%ef%bc%8f", "%f0%9f%94%91", "+", "%20", "%2b", "~", "%7e",
        "[", "]", "{", "}", "|", "^", "`", "\"", "<", ">", "'", "!", "$", "&", "(", ")", "*", ",", "=", ":", "@", "://", "%3f", "%23", "#", "?", "?x=", "%41",
    ];

    [Theory]
    [InlineData(EncodedSlashes.Decode)]
    [InlineData(EncodedSlashes.Keep)]
    [InlineData(EncodedSlashes.Reject)]
    public async Task A_random_target_is_refused_or_arrives_as_it_was_matched(EncodedSlashes slashes)
    {
        var seed = Environment.GetEnvironmentVariable("HEADGATE_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        var random = new Random(seed);
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(upstream.Url)], EncodedSlashes = slashes });
        var client = await gateway.ConnectAsync();
        for (var count = 0; count < Targets; count++)
        {
            var target = "/" + string.Concat(Enumerable.Range(0, random.Next(9)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var response = await client.CallAsync(HostileCase.Get("", target));
            var seen = upstream.Take().Select(request => request.Head.Target.Split('?')[0]).SingleOrDefault();
            var matched = PathOf(gateway, target);
            Assert.True(seen == matched, $"{target} was matched as {matched} and arrived as {seen}; HEADGATE_SEED={seed}");
            Assert.True(response.Status == (seen is null ? 400 : 200), $"{target} was answered {response.Status}; HEADGATE_SEED={seed}");
            // What arrived means the same to whoever normalises it again.
            if (seen is not null) Assert.Equal(seen, PathOf(gateway, seen));
            if (response.Head["Connection"] != "close") continue;
            client.Dispose();
            client = await gateway.ConnectAsync();
        }
        client.Dispose();
    }

    private static string? PathOf(TestGateway gateway, string target) => Pipeline.Inspector.Inspect(
        gateway.Host.Configuration.Current, "api.test", "GET", target, new Microsoft.AspNetCore.Http.HeaderDictionary(), TimeProvider.System.GetUtcNow()).NormalizedPath;
}
