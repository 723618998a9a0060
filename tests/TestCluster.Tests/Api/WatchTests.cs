namespace Headgate.TestCluster.Tests.Api;

/// <summary>Watches: from where they go on, what they say of objects that come into a selection and leave it, how they end.</summary>
public sealed class WatchTests(ApiRun api) : IClassFixture<ApiRun>
{
    [Fact]
    public async Task A_watch_goes_on_after_a_version()
    {
        var created = await api.CreateAsync("seen", """{"size":1}""");
        await api.MergeAsync("seen", """{"spec":{"size":2}}""");
        using var watch = await WatchRun.OpenAsync(
            api, $"{ApiRun.Things}?watch=1&resourceVersion={created["metadata"]!["resourceVersion"]}&fieldSelector=metadata.name%3Dseen");
        var missed = await watch.NextAsync();
        Assert.Equal(("MODIFIED", 2), ((string?)missed!["type"], (int)missed["object"]!["spec"]!["size"]!));
        await api.OkAsync("DELETE", $"{ApiRun.Things}/seen");
        var deleted = await watch.NextAsync();
        Assert.Equal(("DELETED", 2), ((string?)deleted!["type"], (int)deleted["object"]!["spec"]!["size"]!));
        Assert.True((long)Version(deleted) > (long)Version(missed));
    }

    [Theory, InlineData(""), InlineData("&resourceVersion=0"), InlineData("&sendInitialEvents=true")]
    public async Task Without_a_version_a_watch_begins_with_what_is_there(string more)
    {
        await api.AskAsync("POST", ApiRun.Things, ApiRun.Thing("there"));
        using var watch = await WatchRun.OpenAsync(api, $"{ApiRun.Things}?watch=true&fieldSelector=metadata.name%3Dthere{more}");
        Assert.Equal("ADDED there", await watch.ShortAsync());
    }

    [Fact]
    public async Task What_comes_into_a_selection_is_added_and_what_leaves_it_deleted()
    {
        var created = await api.CreateAsync("moving", """{"size":1}""");
        using var watch = await WatchRun.OpenAsync(
            api, $"{ApiRun.Things}?watch=1&resourceVersion={created["metadata"]!["resourceVersion"]}&labelSelector=in%3Dit");
        await api.MergeAsync("moving", """{"spec":{"size":2}}""");
        await api.MergeAsync("moving", """{"metadata":{"labels":{"in":"it"}}}""");
        await api.MergeAsync("moving", """{"spec":{"size":3}}""");
        var last = await api.MergeAsync("moving", """{"metadata":{"labels":null},"spec":{"size":4}}""");
        await api.OkAsync("DELETE", $"{ApiRun.Things}/moving");
        Assert.Equal(["ADDED moving", "MODIFIED moving"], [await watch.ShortAsync(), await watch.ShortAsync()]);
        var left = (await watch.NextAsync())!;
        // As it was when it was still selected, with the version of the change.
        Assert.Equal(("DELETED", 3), ((string?)left["type"], (int)left["object"]!["spec"]!["size"]!));
        Assert.Equal((string?)last["metadata"]!["resourceVersion"], (string?)left["object"]!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_watch_of_a_namespace_sees_that_namespace_alone()
    {
        var from = (string?)(await api.OkAsync("GET", ApiRun.ConfigMaps))["metadata"]!["resourceVersion"];
        using var watch = await WatchRun.OpenAsync(api, $"{ApiRun.ConfigMaps}?watch=1&resourceVersion={from}");
        using var all = await WatchRun.OpenAsync(api, $"/api/v1/configmaps?watch=1&resourceVersion={from}");
        await api.OkAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"elsewhere"}}""");
        await api.OkAsync("POST", ApiRun.ConfigMaps, """{"metadata":{"name":"here"}}""");
        Assert.Equal("ADDED here", await watch.ShortAsync());
        Assert.Equal("ADDED elsewhere", await all.ShortAsync());
    }

    [Fact]
    public async Task A_version_that_is_forgotten_ends_a_watch_with_an_error_in_its_stream()
    {
        await api.CreateAsync("old");
        api.Cluster.Compact();
        await api.OkAsync("DELETE", $"{ApiRun.Things}/old");
        using var watch = await WatchRun.OpenAsync(api, $"{ApiRun.Things}?watch=1&resourceVersion=1");
        var error = (await watch.NextAsync())!;
        Assert.Equal(("ERROR", 410, "Expired"), ((string?)error["type"], (int)error["object"]!["code"]!, (string?)error["object"]!["reason"]));
        Assert.Matches(@"^too old resource version: 1 \(\d+\)$", (string?)error["object"]!["message"]);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_history_that_is_too_long_forgets_its_beginning()
    {
        api.Cluster.Store.HistoryLength = 2;
        try
        {
            var first = await api.CreateAsync("short-0");
            for (var index = 1; index < 4; index++) await api.CreateAsync($"short-{index}");
            using var watch = await WatchRun.OpenAsync(
                api, $"{ApiRun.Things}?watch=1&resourceVersion={first["metadata"]!["resourceVersion"]}");
            Assert.StartsWith("ERROR too old resource version", await watch.ShortAsync(), StringComparison.Ordinal);
        }
        finally
        {
            api.Cluster.Store.HistoryLength = 10_000;
        }
    }

    [Fact]
    public async Task A_watch_ends_in_its_time_with_a_bookmark_for_those_who_asked_for_it()
    {
        var from = (string?)(await api.OkAsync("GET", ApiRun.Things))["metadata"]!["resourceVersion"];
        using var marked = await WatchRun.OpenAsync(
            api, $"{ApiRun.Things}?watch=1&resourceVersion={from}&timeoutSeconds=1&allowWatchBookmarks=true");
        using var plain = await WatchRun.OpenAsync(
            api, $"{ApiRun.Things}?watch=1&resourceVersion={from}&timeoutSeconds=1&fieldSelector=metadata.name%3Dnone");
        var bookmark = await marked.NextAsync();
        Assert.Equal(("BOOKMARK", "Thing", "example.dev/v1"), ((string?)bookmark!["type"], (string?)bookmark["object"]!["kind"], (string?)bookmark["object"]!["apiVersion"]));
        Assert.Null(await marked.NextAsync());
        Assert.Null(await plain.NextAsync());
    }

    [Fact]
    public async Task A_version_that_is_none_is_refused_at_once() => Assert.StartsWith(
        "resourceVersion: Invalid value: \"abc\"", await api.RefusedAsync(500, "GET", $"{ApiRun.Things}?watch=1&resourceVersion=abc"), StringComparison.Ordinal);

    private static decimal Version(System.Text.Json.Nodes.JsonNode line) =>
        decimal.Parse((string)line["object"]!["metadata"]!["resourceVersion"]!);
}
