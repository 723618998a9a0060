using System.Text.Json;
using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Http;

/// <summary>What <c>/status?usage=true</c> tells of what was counted.</summary>
public sealed class UsageTests : IAsyncDisposable
{
    private readonly RawUpstream _upstream = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 16, 0, 30, TimeSpan.Zero));

    private TestProduct Api => new()
    {
        Backends = [TestProduct.To(_upstream.Url)],
        Metrics = [new() { Name = Contract.Hits }, new() { Name = "search", Parent = Contract.Hits }, new() { Name = "bulk" }],
        Rules = [TestProduct.Rule("ANY", "/"), TestProduct.Rule("GET", "/search", "search"), TestProduct.Rule("GET", "/bulk", "bulk")],
        Plans =
        [
            new()
            {
                Name = "acme/basic",
                Limits =
                [
                    Limit("bulk", Period.Eternity, 9), Limit("search", Period.Day, 5, LimitMode.Observe), Limit("hits", Period.Week, 1_000),
                    Limit("hits", Period.Minute, 4), Limit("gone", Period.Day, 1),
                ],
            },
            new() { Name = "acme/free", Limits = [] },
        ],
        Applications =
        [
            TestProduct.App("zoo/last", "acme/basic", "key-of-last"), TestProduct.App("acme/good", "acme/basic", TestProduct.GoodKey),
            TestProduct.App("acme/idle", "acme/basic", "key-of-idle"), TestProduct.App("acme/free", "acme/free", "key-of-free"),
        ],
    };

    [Fact]
    public async Task The_usage_is_this_text()
    {
        await using var gateway = await StartAsync(Api);
        await CallAsync(gateway, 200, "/search", "/bulk", "/x");
        var text = (await new AdminCaller(gateway).GetAsync("/status?usage=true")).Text;
        var plain = (await new AdminCaller(gateway).GetAsync("/status")).Text;
        // hits: 2 of /search, for the rule of every path and as the parent of search; 1 of the others.
        Assert.Equal(
            plain[..^2] + """
            ,
              "usage": [
                {
                  "product": "acme/api",
                  "application": "acme/good",
                  "plan": "acme/basic",
                  "hits": 4,
                  "limits": [
                    {
                      "metric": "hits",
                      "period": "Minute",
                      "used": 4,
                      "limit": 4,
                      "mode": "Enforce",
                      "resetAt": "2026-11-24T16:01:00Z"
                    },
                    {
                      "metric": "hits",
                      "period": "Week",
                      "used": 4,
                      "limit": 1000,
                      "mode": "Enforce",
                      "resetAt": "2026-11-30T00:00:00Z"
                    },
                    {
                      "metric": "search",
                      "period": "Day",
                      "used": 1,
                      "limit": 5,
                      "mode": "Observe",
                      "resetAt": "2026-11-25T00:00:00Z"
                    },
                    {
                      "metric": "bulk",
                      "period": "Eternity",
                      "used": 1,
                      "limit": 9,
                      "mode": "Enforce"
                    }
                  ]
                }
              ]
            }
            """, text);
    }

    [Fact]
    public async Task While_nothing_is_counted_the_list_is_empty_and_a_refused_call_counts_nothing()
    {
        await using var gateway = await StartAsync(Api);
        Assert.Empty(await UsageAsync(gateway));
        await CallAsync(gateway, 200, "/a", "/b", "/c", "/d");
        await CallAsync(gateway, 429, "/e");
        await CallAsync(gateway, 403, "wrong-key", "/e");
        Assert.Equal(4, Assert.Single(await UsageAsync(gateway)).Hits);
    }

    [Fact]
    public async Task Windows_that_have_ended_count_0_and_an_Application_without_others_is_left_out()
    {
        await using var gateway = await StartAsync(Api);
        await CallAsync(gateway, 200, "/bulk");
        await CallAsync(gateway, 200, "key-of-free", "/x");
        Assert.Equal(["acme/free 1:", "acme/good 1: 1 1 0 1"], await LinesAsync(gateway));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["acme/free 1:", "acme/good 1: 0 1 0 1"], await LinesAsync(gateway));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 16, 2, 0, TimeSpan.Zero), (await UsageAsync(gateway))[1].Limits[0].ResetAt);

        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(["acme/good 0: 0 1 0 1"], await LinesAsync(gateway));
        _time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(["acme/good 0: 0 0 0 1"], await LinesAsync(gateway));
    }

    [Fact]
    public async Task Elements_stand_by_Product_and_Application()
    {
        var other = Api with
        {
            Name = "acme/aaa",
            Hosts = ["other.test"],
            Applications = [TestProduct.App("zoo/other", "acme/free", "key-of-other")],
        };
        await using var gateway = await StartAsync(Api, other);
        await CallAsync(gateway, 200, "key-of-last", "/x");
        await CallAsync(gateway, 200, "/x");
        await gateway.CallAsync("GET / HTTP/1.1\r\nHost: other.test\r\nuser_key: key-of-other\r\n\r\n");
        Assert.Equal(
            [("acme/aaa", "zoo/other", "acme/free"), ("acme/api", "acme/good", "acme/basic"), ("acme/api", "zoo/last", "acme/basic")],
            (await UsageAsync(gateway)).Select(usage => (usage.Product, usage.Application, usage.Plan)));
    }

    [Fact]
    public async Task A_reload_changes_limits_and_Applications_and_keeps_what_was_counted()
    {
        var configuration = new TestConfiguration();
        configuration.Write([Api]);
        await using var gateway = await TestGateway.StartAsync(configuration, settings => settings, _time);
        await CallAsync(gateway, 200, "/x", "/x");
        await CallAsync(gateway, 200, "key-of-free", "/x");

        configuration.Write([Api with
        {
            Plans = [new() { Name = "acme/small", Limits = [Limit("hits", Period.Day, 1)] }],
            Applications = [TestProduct.App("acme/good", "acme/small", TestProduct.GoodKey)],
        }]);
        gateway.Host.Configuration.Reload();
        var usage = Assert.Single(await UsageAsync(gateway));
        Assert.Equal(("acme/good", "acme/small", 2), (usage.Application, usage.Plan, usage.Hits));
        var limit = Assert.Single(usage.Limits);
        Assert.Equal((Period.Day, 2, 1), (limit.Period, limit.Used, limit.Limit));
    }

    [Theory]
    [InlineData("usage=x"), InlineData("usage=TRUE"), InlineData("usage=1"), InlineData("usage="), InlineData("usage")]
    [InlineData("usage=true&usage=true"), InlineData("usage=true&usage=x"), InlineData("usage=%00"), InlineData("a=b&usage=yes")]
    public async Task Another_value_is_refused_with_those_that_there_are(string query)
    {
        await using var gateway = await StartAsync(Api);
        var response = await new AdminCaller(gateway).GetAsync($"/status?{query}");
        Assert.Equal((400, "application/problem+json"), (response.Status, response.Head["Content-Type"]));
        using var problem = JsonDocument.Parse(response.Text);
        Assert.Equal(400, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Contains("true or false", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(400, (await new AdminCaller(gateway).SendAsync("HEAD", $"/status?{query}")).Status);
    }

    public async ValueTask DisposeAsync() => await _upstream.DisposeAsync();

    private static Limit Limit(string metric, Period period, long value, LimitMode mode = LimitMode.Enforce) =>
        new() { Metric = metric, Period = period, Value = value, Mode = mode };

    private Task<TestGateway> StartAsync(params TestProduct[] products) => TestGateway.StartAsync(products, settings => settings, _time);

    // Targets may follow a key.
    private static async Task CallAsync(TestGateway gateway, int status, params string[] targets)
    {
        var key = targets[0].StartsWith('/') ? TestProduct.GoodKey : targets[0];
        foreach (var target in targets.Where(target => target.StartsWith('/')))
            Assert.Equal(status, (await gateway.CallAsync($"GET {target} HTTP/1.1\r\nHost: api.test\r\nuser_key: {key}\r\n\r\n")).Status);
    }

    private static async Task<IReadOnlyList<ApplicationUsage>> UsageAsync(TestGateway gateway)
    {
        var text = (await new AdminCaller(gateway).GetAsync("/status?usage=true")).Text;
        return JsonSerializer.Deserialize(text, StatusJson.Default.GatewayStatus)!.Usage!;
    }

    // Application, hits, and what is used of each limit.
    private static async Task<IEnumerable<string>> LinesAsync(TestGateway gateway) => (await UsageAsync(gateway))
        .Select(usage => $"{usage.Application} {usage.Hits}:{string.Concat(usage.Limits.Select(limit => $" {limit.Used}"))}");
}
