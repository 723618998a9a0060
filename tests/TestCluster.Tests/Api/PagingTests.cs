using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>Lists that come in pages, all of one version.</summary>
public sealed class PagingTests(ApiRun api) : IClassFixture<ApiRun>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        for (var index = 0; index < 5; index++)
            await api.AskAsync(
                "POST", ApiRun.Things, ApiRun.Thing($"p{index}", "{}", index % 2 == 0 ? ""","labels":{"even":"yes"}""" : ""));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Pages_follow_each_other_until_the_last_one_which_has_no_token()
    {
        var first = await ListAsync("limit=2");
        Assert.Equal(("p0 p1", 3), (Names(first), (int?)first["metadata"]!["remainingItemCount"]));
        var second = await ListAsync($"limit=2&continue={first["metadata"]!["continue"]}");
        Assert.Equal(("p2 p3", 1), (Names(second), (int?)second["metadata"]!["remainingItemCount"]));
        var last = await ListAsync($"limit=2&continue={second["metadata"]!["continue"]}");
        Assert.Equal(("p4", "", null), (Names(last), (string?)last["metadata"]!["continue"], (int?)last["metadata"]!["remainingItemCount"]));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)last["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task What_changes_meanwhile_is_not_seen()
    {
        var first = await ListAsync("limit=2");
        await api.CreateAsync("p2b");
        await api.OkAsync("DELETE", $"{ApiRun.Things}/p3");
        var rest = await ListAsync($"continue={first["metadata"]!["continue"]}");
        await api.OkAsync("DELETE", $"{ApiRun.Things}/p2b");
        await api.CreateAsync("p3");
        Assert.Equal("p2 p3 p4", Names(rest));
    }

    [Fact]
    public async Task With_a_selector_nobody_counts_what_remains_and_a_full_page_may_be_the_last()
    {
        var first = await ListAsync("limit=2&labelSelector=even");
        Assert.Equal(("p0 p2", null), (Names(first), (int?)first["metadata"]!["remainingItemCount"]));
        var second = await ListAsync($"limit=1&labelSelector=even&continue={first["metadata"]!["continue"]}");
        Assert.Equal(("p4", ""), (Names(second), (string?)second["metadata"]!["continue"]));
        var odd = await ListAsync("limit=2&labelSelector=!even");
        var nothing = await ListAsync($"limit=2&labelSelector=!even&continue={odd["metadata"]!["continue"]}");
        Assert.Equal(("p1 p3", ""), (Names(odd), Names(nothing)));
    }

    [Theory, InlineData("limit=2&resourceVersion=0"), InlineData("limit=1&fieldSelector=metadata.name%3Dp0")]
    public async Task From_the_cache_and_of_one_name_there_are_no_pages(string query) =>
        Assert.Equal("", (string?)(await ListAsync(query))["metadata"]!["continue"]);

    [Fact]
    public async Task A_list_of_an_exact_version_shows_what_was_then()
    {
        var then = (string?)(await ListAsync("limit=500"))["metadata"]!["resourceVersion"];
        await api.CreateAsync("later");
        var exact = await ListAsync($"resourceVersion={then}&resourceVersionMatch=Exact");
        var newer = await ListAsync($"resourceVersion={then}&resourceVersionMatch=NotOlderThan");
        await api.OkAsync("DELETE", $"{ApiRun.Things}/later");
        Assert.DoesNotContain("later", Names(exact), StringComparison.Ordinal);
        Assert.Contains("later", Names(newer), StringComparison.Ordinal);
        Assert.Equal(then, (string?)exact["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_token_whose_version_is_forgotten_is_refused_with_one_that_goes_on_all_the_same()
    {
        var first = await ListAsync("limit=2");
        await api.CreateAsync("p9");
        api.Cluster.Compact();
        var (status, refusal) = await api.AskAsync("GET", $"{ApiRun.Things}?limit=2&continue={first["metadata"]!["continue"]}");
        Assert.Equal((410, "Expired"), (status, (string?)refusal["reason"]));
        Assert.StartsWith(
            "The provided continue parameter is too old to display a consistent list result.",
            (string?)refusal["message"],
            StringComparison.Ordinal);
        var rest = await ListAsync($"continue={refusal["metadata"]!["continue"]}");
        await api.OkAsync("DELETE", $"{ApiRun.Things}/p9");
        Assert.Equal("p2 p3 p4 p9", Names(rest));
        Assert.Equal(
            "The resourceVersion for the provided list is too old.",
            await api.RefusedAsync(410, "GET", $"{ApiRun.Things}?resourceVersion={first["metadata"]!["resourceVersion"]}&resourceVersionMatch=Exact"));
    }

    [Theory]
    [InlineData("""{"v":"meta.k8s.io/v1","rv":0,"start":"a"}""", "incorrect encoded start resourceVersion (version meta.k8s.io/v1)")]
    [InlineData("""{"v":"meta.k8s.io/v1","rv":1,"start":""}""", "encoded start key empty (version meta.k8s.io/v1)")]
    [InlineData("""{"v":"meta.k8s.io/v9","rv":1,"start":"a"}""", "server does not recognize this encoded version meta.k8s.io/v9")]
    [InlineData("""{"v":"meta.k8s.io/v1","rv":1,"start":"../a"}""", "../a")]
    public async Task A_token_that_was_made_up_is_refused(string token, string says) => Assert.Equal(
        $"invalid continue token: continue key is not valid: {says}",
        await api.RefusedAsync(400, "GET", $"{ApiRun.Things}?limit=1&continue={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(token))}"));

    [Fact]
    public async Task A_token_brings_its_version_with_it()
    {
        var first = await ListAsync("limit=2");
        Assert.Equal(
            "specifying resource version is not allowed when using continue",
            await api.RefusedAsync(400, "GET", $"{ApiRun.Things}?limit=2&resourceVersion=1&continue={first["metadata"]!["continue"]}"));
    }

    private Task<JsonNode> ListAsync(string query) => api.OkAsync("GET", $"{ApiRun.Things}?{query}");

    private static string Names(JsonNode list) =>
        string.Join(' ', list["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
}
