using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Telemetry;
using Headgate.TestSupport;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Every reason to refuse has its answer, its word and its row in docs/requests.md, and answers over HTTP as they say.</summary>
public sealed partial class RefusalTests
{
    private const string Key = TestProduct.GoodKey;
    private const string Query = "secret-of-the-query";

    private static readonly Plan Basic = new() { Name = "acme/basic", Limits = [] };

    /// <summary>The headers that a refusal may carry beside those of its body.</summary>
    private static readonly string[] Told = ["WWW-Authenticate", "Retry-After", "RateLimit", "RateLimit-Policy", "Allow"];

    /// <summary>What brings each reason about, and which of <see cref="Told"/> its answer has.</summary>
    private static readonly Dictionary<Reason, Case> Cases = new()
    {
        [Reason.UnknownHost] = new() { Host = "nobody.test" },
        [Reason.AmbiguousMessage] = new() { Headers = "Authorization: a\r\nAuthorization: b\r\n" },
        [Reason.MethodNotAllowed] = new() { Method = "TRACE", Tells = ["Allow"] },
        [Reason.MalformedTarget] = new() { Path = "/%zz" },
        [Reason.CredentialsMissing] = new() { Key = null, Tells = ["WWW-Authenticate"] },
        [Reason.CredentialsConflict] = new() { Headers = "User-Key: another-0123456789\r\n" },
        [Reason.NoMatch] = new() { Product = new() { Backends = [], Rules = [TestProduct.Rule("GET", "/other")] } },
        [Reason.RuleNotAccepted] = new() { Product = new() { Backends = [], Rules = [Costly with { Denied = true }] } },
        [Reason.KeysPending] = new() { WithPeppers = false, Tells = ["Retry-After"] },
        [Reason.UnknownKey] = new() { Key = "unknown-0123456789" },
        [Reason.ExpiredKey] = new()
        {
            Product = With(TestProduct.App("acme/good", "acme/basic", Key, expiresAt: DateTimeOffset.UnixEpoch)),
        },
        [Reason.ApplicationNotLive] = new() { Product = With(TestProduct.App("acme/good", "acme/basic", Key, live: false)) },
        [Reason.NoBackend] = new() { Product = new() { Backends = [TestProduct.To("http://127.0.0.1:1", "/other")] } },
        [Reason.SecretPending] = new()
        {
            Product = new()
            {
                Backends = [Nowhere],
                Upstream = new() { RemoveCredentials = true, TimeoutMilliseconds = 1000, SecretToken = new() { Header = "X-Proof" } },
            },
            Tells = ["Retry-After"],
        },
        [Reason.PlanPending] = new() { Product = With(TestProduct.App("acme/good", "acme/later", Key)), Tells = ["Retry-After"] },
        [Reason.PlanNotAccepted] = new() { Product = new() { Backends = [Nowhere], Plans = [Basic with { Denied = true }] } },
        [Reason.MetricDisabled] = new() { Product = Limited(0, Period.Day) },
        [Reason.LimitExceeded] = new()
        {
            Product = Limited(1, Period.Year) with { Rules = [Costly] },
            Tells = ["RateLimit", "RateLimit-Policy", "Retry-After"],
        },
    };

    public static TheoryData<Reason> Reachable => [.. Cases.Keys];

    public static TheoryData<Reason> Refusals => [.. Enum.GetValues<Reason>().Except([Reason.Accepted])];

    private static Backend Nowhere => TestProduct.To("http://127.0.0.1:1");

    private static MappingRule Costly => TestProduct.Rule("ANY", "/") with { Increment = 2 };

    [Fact]
    public void Every_reason_is_reached_over_HTTP_but_those_of_a_store_that_is_away() =>
        Assert.Equal([Reason.Accepted, Reason.StoreUnavailable], Enum.GetValues<Reason>().Except(Cases.Keys));

    [Theory, MemberData(nameof(Refusals))]
    public void A_reason_has_an_answer_a_word_and_a_row(Reason reason)
    {
        var answer = RefusalAnswer.Of(reason);
        Assert.InRange(answer.Status, 400, 599);
        Assert.False(string.IsNullOrWhiteSpace(answer.Title) || string.IsNullOrWhiteSpace(answer.Detail));
        Assert.NotEqual("allow", Decision.All[Decision.Of(reason)]);
        if (reason == Reason.UnknownHost) return;
        var (status, type) = Documented()[reason];
        Assert.Equal(answer.Status, status);
        Assert.Matches($"[/#]{type}$", answer.Type);
    }

    [Fact]
    public void Reasons_are_documented_in_the_order_in_which_they_are_judged() =>
        Assert.Equal(Enum.GetValues<Reason>().Except([Reason.Accepted, Reason.UnknownHost]), Documented().Keys);

    [Theory, MemberData(nameof(Reachable))]
    public async Task It_is_answered_over_HTTP_as_documented(Reason reason)
    {
        var made = Cases[reason];
        await using var gateway = await StartAsync(made);
        var answer = RefusalAnswer.Of(reason);
        var response = await gateway.CallAsync(made.Wire);
        Assert.Equal(answer.Status, response.Status);
        Assert.Equal(made.Tells.Order(), Told.Where(name => response.Head[name] is not null).Order());
        Assert.DoesNotContain(made.Key ?? Key, response.Head.Text + response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Query, response.Head.Text + response.Text, StringComparison.Ordinal);
        using var line = JsonDocument.Parse(await gateway.AccessLog.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal(reason.ToString(), line.RootElement.GetProperty("reason").GetString());
        Assert.Equal(Decision.All[Decision.Of(reason)], line.RootElement.GetProperty("decision").GetString());
        if (reason != Reason.UnknownHost) AssertProblem(response, answer);
        else Assert.Equal(("", "0", null), (response.Text, response.Head["Content-Length"], response.Head["Content-Type"]));
        if (response.Head["Retry-After"] is { } wait) Assert.InRange(long.Parse(wait, CultureInfo.InvariantCulture), 1, 366 * 24 * 3600);
    }

    [Theory, MemberData(nameof(Reachable))]
    public async Task HEAD_is_answered_with_the_same_head(Reason reason)
    {
        var made = Cases[reason];
        if (made.Method != "GET") return;
        await using var gateway = await StartAsync(made);
        using var client = await gateway.ConnectAsync();
        var get = await client.CallAsync(made.Wire);
        var head = await client.CallAsync("HEAD" + made.Wire["GET".Length..], hasBody: false);
        string[] varies = ["Date", "RateLimit", "Retry-After"];
        Assert.Equal(get.Head.Headers.ExceptBy(varies, header => header.Name), head.Head.Headers.ExceptBy(varies, header => header.Name));
        Assert.Equal(get.Status, (await client.CallAsync(made.Wire)).Status);
    }

    [Fact]
    public async Task A_passed_limit_names_its_policies()
    {
        await using var gateway = await StartAsync(Cases[Reason.LimitExceeded]);
        var response = await gateway.GetAsync("/");
        using var problem = JsonDocument.Parse(response.Text);
        var violated = problem.RootElement.GetProperty("violated-policies").EnumerateArray();
        Assert.Equal(["hits-year"], violated.Select(policy => policy.GetString()));
        Assert.StartsWith("\"hits-year\";q=1;w=", response.Head["RateLimit-Policy"], StringComparison.Ordinal);
        Assert.Equal($"\"hits-year\";r=1;t={response.Head["Retry-After"]}", response.Head["RateLimit"]);
    }

    private static void AssertProblem(RawResponse response, RefusalAnswer answer)
    {
        Assert.Equal("application/problem+json", response.Head["Content-Type"]);
        using var problem = JsonDocument.Parse(response.Text);
        string[] members = ["type", "title", "status", "detail", "violated-policies"];
        Assert.Empty(problem.RootElement.EnumerateObject().Select(member => member.Name).Except(members));
        string Text(string name) => problem.RootElement.GetProperty(name).GetString()!;
        Assert.Equal((answer.Type, answer.Title, answer.Detail), (Text("type"), Text("title"), Text("detail")));
        Assert.True(Uri.TryCreate(answer.Type, UriKind.Absolute, out _));
        Assert.Equal(response.Status, problem.RootElement.GetProperty("status").GetInt32());
    }

    private static Task<TestGateway> StartAsync(Case made) =>
        TestGateway.StartAsync([made.Product], settings => settings, withPeppers: made.WithPeppers);

    private static TestProduct With(Application application) => new() { Backends = [Nowhere], Applications = [application] };

    private static TestProduct Limited(long value, Period period) => new()
    {
        Backends = [Nowhere],
        Plans = [Basic with { Limits = [new Limit { Metric = "hits", Period = period, Value = value, Mode = LimitMode.Enforce }] }],
    };

    /// <summary>The rows of docs/requests.md in their order.</summary>
    private static Dictionary<Reason, (int Status, string Type)> Documented() =>
        Row().Matches(File.ReadAllText(Repository.PathOf("docs/requests.md"))).ToDictionary(
            row => Enum.Parse<Reason>(row.Groups[1].Value),
            row => (int.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture), row.Groups[3].Value));

    [GeneratedRegex(@"^\| \d+ \|.*\((\w+)\) \| (\d+) \| `([\w-]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();

    private sealed record Case
    {
        public string Method { get; init; } = "GET";

        public string Host { get; init; } = "api.test";

        public string Path { get; init; } = "/x";

        public string? Key { get; init; } = RefusalTests.Key;

        public string Headers { get; init; } = "";

        public TestProduct Product { get; init; } = new() { Backends = [Nowhere] };

        public bool WithPeppers { get; init; } = true;

        public string[] Tells { get; init; } = [];

        public string Wire =>
            $"{Method} {Path}?q={Query} HTTP/1.1\r\nHost: {Host}\r\n{(Key is null ? "" : $"User-Key: {Key}\r\n")}{Headers}\r\n";
    }
}
