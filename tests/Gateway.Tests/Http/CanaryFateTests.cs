using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Whatever becomes of a call, its key is in no answer, page or line of a log: a thousand keys, divided among the fates that a call can have.</summary>
public sealed class CanaryFateTests
{
    private const int Keys = 1000;

    /// <summary>The fates: what is to be answered, and the path to call.</summary>
    private static readonly (string Name, int Status, string Path)[] Fates =
    [
        ("good", 200, "/g"), ("unknown", 403, "/g"), ("expired", 403, "/g"), ("suspended", 403, "/g"), ("over", 429, "/over"), ("off", 403, "/off"),
        ("elsewhere", 403, "/g"), ("away", 502, "/away"), ("slow", 504, "/slow"), ("unmatched", 404, "/none"),
    ];

    [Fact]
    public async Task No_key_shows_whatever_became_of_its_call()
    {
        await using var upstream = new RawUpstream();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var gateway = await TestGateway.StartAsync(
            Api(upstream.Url), Named("elsewhere", "other.test", upstream.Url, 15_000),
            // Nobody ever answers there, so it may be short.
            Named("slow", "slow.test", $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}", 5));
        var seen = new StringBuilder();
        for (var number = 0; number < Keys; number++)
        {
            var (name, status, path) = Fates[number % Fates.Length];
            var response = await gateway.CallAsync(Request(name == "slow" ? "slow.test" : "api.test", path, Canary(number), number / Fates.Length));
            Assert.True(status == response.Status, $"{name} {number}: {response.Status}");
            seen.Append(response.Head.Text).Append(response.Text);
        }
        var admin = new AdminCaller(gateway);
        foreach (var page in new[] { "/healthz", "/readyz", "/status", "/status?usage=true", "/metrics" }) seen.Append((await admin.GetAsync(page)).Text);
        await gateway.Host.StopAsync(TestContext.Current.CancellationToken);
        var lines = gateway.AccessLog.Take();
        Assert.Equal(Keys, lines.Count);
        var text = seen.AppendJoin('\n', lines).Append(gateway.Log).ToString();
        foreach (var reason in new[] { "unknown-key", "expired-key", "application-not-live", "quota-exceeded" })
            Assert.Contains(reason, text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", text, StringComparison.OrdinalIgnoreCase);
        // "canary" in Base64, at each of the three places where it may begin.
        foreach (var begin in new[] { "Y2FuYXJ5", "NhbmFyeS", "jYW5hcnkt" }) Assert.DoesNotContain(begin, text, StringComparison.Ordinal);
        var words = Regex.Matches(text, "[A-Za-z0-9+/=]+").Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.DoesNotContain(Enumerable.Range(0, Keys).Select(number => KeyHash.Compute(TestProduct.Pepper, Canary(number))), words.Contains);
    }

    private static TestProduct Api(string upstream) => new()
    {
        Backends = [.. new[] { "/g", "/over", "/off", "/none" }.Select(path => TestProduct.To(upstream, path)), TestProduct.To("http://127.0.0.1:1", "/away")],
        Rules =
        [
            TestProduct.Rule("GET", "/g"), TestProduct.Rule("GET", "/away"), TestProduct.Rule("GET", "/off", "off"),
            TestProduct.Rule("GET", "/over") with { Increment = 2 },
        ],
        Plans = [new() { Name = "acme/basic", Limits = [Limit("off", 0)] }, new() { Name = "acme/small", Limits = [Limit(Contract.Hits, 1)] }],
        Applications = [.. Enumerable.Range(0, Keys).Where(number => FateOf(number) is not ("unknown" or "elsewhere" or "slow")).Select(App)],
    };

    private static TestProduct Named(string fate, string host, string upstream, int timeout) => new()
    {
        Name = $"acme/{fate}",
        Hosts = [host],
        Backends = [TestProduct.To(upstream)],
        Upstream = new Upstream { RemoveCredentials = true, TimeoutMilliseconds = timeout },
        Applications = [.. Enumerable.Range(0, Keys).Where(number => FateOf(number) == fate).Select(App)],
    };

    private static string FateOf(int number) => Fates[number % Fates.Length].Name;

    private static Application App(int number)
    {
        var fate = FateOf(number);
        return TestProduct.App(
            $"acme/app{number}", fate == "over" ? "acme/small" : "acme/basic", Canary(number), live: fate != "suspended",
            expiresAt: fate == "expired" ? DateTimeOffset.UnixEpoch : null);
    }

    private static Limit Limit(string metric, long value) => new() { Metric = metric, Period = Period.Day, Value = value, Mode = LimitMode.Enforce };

    private static string Request(string host, string path, string key, int place) => (place % 3) switch
    {
        0 => $"GET {path} HTTP/1.1\r\nHost: {host}\r\nuser_key: {key}\r\n\r\n",
        1 => $"GET {path}?user_key={key} HTTP/1.1\r\nHost: {host}\r\n\r\n",
        _ => $"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(key + ":"))}\r\n\r\n",
    };

    private static string Canary(int number) => string.Create(CultureInfo.InvariantCulture, $"canary-{number:D4}-8c5e1f07b2d94a36");
}
