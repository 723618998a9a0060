using System.Globalization;
using System.Text;
using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A thousand keys in every place a key is put, good and bad; none of them is ever seen again.</summary>
public sealed class CanaryTests
{
    private const int Keys = 1000;

    /// <summary>Where a key stands in a request. In the path it is no credential, and is none of these.</summary>
    private static readonly Func<string, string>[] Places =
    [
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}user_key: {key}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}User-Key: {key}\r\n\r\n",
        key => $"GET /g?a=b&user_key={key} HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /g?USER_KEY={string.Concat(key.Select(letter => $"%{(int)letter:x2}"))} HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /g?api_key={key} HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}Authorization: Bearer {key}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}Authorization: Basic {Basic(key, "")}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}Authorization: Basic {Basic("x", key)}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}Authorization: {key}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}Authorization: {key}\r\nAuthorization: {key}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}Cookie: user_key={key}\r\n\r\n",
        key => $"GET /g?user_key={key}&user_key=other HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /%zz?user_key={key} HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /..;/{key} HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /g?user_key={key}\\ HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET /g#{key} HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"GET http://{key}@api.test/g HTTP/1.1\r\n{HostileCase.Host}\r\n",
        key => $"POST /g HTTP/1.1\r\n{HostileCase.Host}Content-Type: application/x-www-form-urlencoded\r\n"
            + $"Content-Length: {key.Length + 9}\r\n\r\nuser_key={key}",
        key => $"GET /broken HTTP/1.1\r\n{HostileCase.Host}user_key: {key}\r\n\r\n",
        key => $"GET /g HTTP/1.1\r\n{HostileCase.Host}user_key: {key}\u0001\r\n\r\n",
    ];

    [Fact]
    public async Task No_key_shows_in_logs_pages_or_answers()
    {
        await using var upstream = new RawUpstream
        {
            Script = exchange => exchange.Head.Target.StartsWith("/broken", StringComparison.Ordinal)
                ? RawUpstream.Answer("nonsense\r\n\r\n", close: true)(exchange)
                : RawUpstream.Ok(exchange),
        };
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To(upstream.Url)],
            // Every second key is a good one.
            Applications = [.. Enumerable.Range(0, Keys / 2)
                .Select(number => TestProduct.App($"acme/app{number}", "acme/basic", Canary(number * 2)))],
        });
        var seen = new StringBuilder();
        var statuses = new SortedSet<int>();
        RawClient? client = null;
        for (var number = 0; number < Keys; number++)
        {
            client ??= await gateway.ConnectAsync();
            // Two keys beside each other share a place, so that each place has good ones and bad ones.
            await client.SendAsync(Places[number / 2 % Places.Length](Canary(number)));
            var response = await client.ReceiveAsync();
            if (response is not null)
            {
                statuses.Add(response.Status);
                seen.Append(response.Head.Text).Append(response.Text);
            }
            if (response?.Head["Connection"] != "close" && response is not null) continue;
            client.Dispose();
            client = null;
        }
        client?.Dispose();
        Assert.Equal([200, 400, 401, 403, 502], statuses);
        var admin = new AdminCaller(gateway);
        foreach (var page in new[] { "/healthz", "/readyz", "/status", "/metrics" }) seen.Append((await admin.GetAsync(page)).Text);
        await gateway.Host.StopAsync(TestContext.Current.CancellationToken);
        var lines = gateway.AccessLog.Take();
        Assert.InRange(lines.Count, Keys * 9 / 10, Keys);
        seen.AppendJoin('\n', lines).Append(gateway.Log);
        var text = seen.ToString();
        Assert.DoesNotContain("canary", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Canary(0)[^16..], text, StringComparison.Ordinal);
        // "canary" in Base64, at each of the three places where it may begin.
        foreach (var begin in new[] { "Y2FuYXJ5", "NhbmFyeS", "jYW5hcnkt" }) Assert.DoesNotContain(begin, text, StringComparison.Ordinal);
        foreach (var digest in new[] { Canary(0), Canary(2) }.Select(key => KeyHash.Compute(TestProduct.Pepper, key)))
            Assert.DoesNotContain(digest, text, StringComparison.OrdinalIgnoreCase);
    }

    private static string Canary(int number) => string.Create(CultureInfo.InvariantCulture, $"canary-{number:D4}-8c5e1f07b2d94a36");

    private static string Basic(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));
}
