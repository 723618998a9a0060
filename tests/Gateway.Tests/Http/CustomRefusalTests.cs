using Headgate.Configuration;

namespace Headgate.Gateway.Tests.Http;

/// <summary>The refusals whose answer a Product replaces.</summary>
public sealed class CustomRefusalTests
{
    private static readonly Limit Never = new() { Metric = "hits", Period = Period.Eternity, Value = 1, Mode = LimitMode.Enforce };

    public static TheoryData<RefusalKind> Kinds => [.. Enum.GetValues<RefusalKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Status_type_and_body_are_those_of_the_Product(RefusalKind kind)
    {
        var tea = new RefusalOverride { Kind = kind, Status = 418, ContentType = "text/x-tea", Body = "kurz und stößig" };
        var response = await CallAsync(kind, tea);
        Assert.Equal((418, "text/x-tea", "kurz und stößig"), (response.Status, response.Head["Content-Type"], response.Text));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_body_alone_is_plain_text(RefusalKind kind)
    {
        var response = await CallAsync(kind, new RefusalOverride { Kind = kind, Body = "no" });
        Assert.Equal((StatusOf(kind), "text/plain; charset=utf-8", "no"), (response.Status, response.Head["Content-Type"], response.Text));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_status_alone_is_that_of_the_problem_too(RefusalKind kind)
    {
        var response = await CallAsync(kind, new RefusalOverride { Kind = kind, Status = 418 });
        Assert.Equal((418, "application/problem+json"), (response.Status, response.Head["Content-Type"]));
        Assert.Contains("\"status\":418", response.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_empty_body_is_empty(RefusalKind kind)
    {
        var response = await CallAsync(kind, new RefusalOverride { Kind = kind, Body = "" });
        Assert.Equal((StatusOf(kind), "0", ""), (response.Status, response.Head["Content-Length"], response.Text));
    }

    [Theory]
    [InlineData(204)]
    [InlineData(205)]
    [InlineData(304)]
    public async Task A_status_that_has_no_body_gets_none(int status)
    {
        var lost = new RefusalOverride { Kind = RefusalKind.NoMatch, Status = status, ContentType = "text/plain", Body = "lost" };
        var response = await CallAsync(RefusalKind.NoMatch, lost);
        Assert.Equal((status, "", null), (response.Status, response.Text, response.Head["Content-Type"]));
    }

    [Theory]
    [InlineData(RefusalKind.NoMatch, 401, true)]
    [InlineData(RefusalKind.AuthenticationFailed, 401, true)]
    [InlineData(RefusalKind.AuthenticationMissing, 401, true)]
    [InlineData(RefusalKind.AuthenticationMissing, 403, false)]
    public async Task A_challenge_comes_with_401_and_nothing_else(RefusalKind kind, int status, bool challenged)
    {
        var response = await CallAsync(kind, new RefusalOverride { Kind = kind, Status = status });
        Assert.Equal(challenged ? "Basic realm=\"acme/api\", Bearer realm=\"acme/api\"" : null, response.Head["WWW-Authenticate"]);
    }

    [Fact]
    public async Task A_replaced_429_still_says_what_the_limit_is()
    {
        var response = await CallAsync(RefusalKind.LimitsExceeded,
            new RefusalOverride { Kind = RefusalKind.LimitsExceeded, Status = 503, Body = "busy" });
        Assert.Equal((503, "\"hits-eternity\";q=1", "\"hits-eternity\";r=1"),
            (response.Status, response.Head["RateLimit-Policy"], response.Head["RateLimit"]));
        // A window that never ends has no time after which to try again.
        Assert.Null(response.Head["Retry-After"]);
    }

    private static int StatusOf(RefusalKind kind) => kind switch
    {
        RefusalKind.AuthenticationMissing => 401,
        RefusalKind.AuthenticationFailed => 403,
        RefusalKind.NoMatch => 404,
        _ => 429,
    };

    private static async Task<RawResponse> CallAsync(RefusalKind kind, RefusalOverride replaced)
    {
        await using var gateway = await TestGateway.StartAsync(new TestProduct
        {
            Backends = [TestProduct.To("http://127.0.0.1:1")],
            Rules = [TestProduct.Rule("GET", "/") with { Increment = 2 }],
            Plans = [new Plan { Name = "acme/basic", Limits = [Never] }],
            Responses = [replaced],
        });
        using var client = await gateway.ConnectAsync();
        var method = kind == RefusalKind.NoMatch ? "POST" : "GET";
        var key = kind switch
        {
            RefusalKind.AuthenticationMissing => "",
            RefusalKind.AuthenticationFailed => "user_key: unknown-0123456789\r\n",
            _ => HostileCase.Key,
        };
        var wire = $"{method} / HTTP/1.1\r\n{HostileCase.Host}{key}{(method == "POST" ? "Content-Length: 0\r\n" : "")}\r\n";
        var response = await client.CallAsync(wire);
        // The connection is in step: the same call gets the same answer.
        Assert.Equal(response.Text, (await client.CallAsync(wire)).Text);
        return response;
    }
}
