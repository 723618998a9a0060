using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>What happens to dependents when their owner is deleted, and how deletions wait.</summary>
public sealed class OwnerTests(ApiRun api) : IClassFixture<ApiRun>
{
    [Theory, InlineData(""), InlineData("?propagationPolicy=Background")]
    public async Task In_the_background_the_owner_goes_and_then_what_it_owned(string policy)
    {
        var owner = await api.CreateAsync("back");
        await OwnedAsync("back-owned", owner);
        Assert.Equal("Success", (string?)(await api.OkAsync("DELETE", $"{ApiRun.Things}/back{policy}"))["status"]);
        Assert.False(await api.ExistsAsync($"{ApiRun.ConfigMaps}/back-owned"));
    }

    [Fact]
    public async Task In_the_foreground_the_owner_waits_for_dependents_that_block()
    {
        var owner = await api.CreateAsync("fore");
        await OwnedAsync("fore-held", owner, blocks: true, finalizers: """["example.dev/hold"]""");
        await OwnedAsync("fore-free", owner, blocks: true);
        var waiting = await api.OkAsync("DELETE", $"{ApiRun.Things}/fore?propagationPolicy=Foreground");
        Assert.Equal("""["foregroundDeletion"]""", waiting["metadata"]!["finalizers"]!.ToJsonString());
        Assert.NotNull(waiting["metadata"]!["deletionTimestamp"]);
        Assert.False(await api.ExistsAsync($"{ApiRun.ConfigMaps}/fore-free"));
        Assert.NotNull((await api.OkAsync("GET", $"{ApiRun.ConfigMaps}/fore-held"))["metadata"]!["deletionTimestamp"]);
        Assert.True(await api.ExistsAsync($"{ApiRun.Things}/fore"));
        await api.OkAsync(
            "PATCH", $"{ApiRun.ConfigMaps}/fore-held", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        Assert.False(await api.ExistsAsync($"{ApiRun.ConfigMaps}/fore-held"));
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/fore"));
    }

    [Fact]
    public async Task In_the_foreground_nobody_waits_for_dependents_that_do_not_block()
    {
        var owner = await api.CreateAsync("unblocked");
        await OwnedAsync("unblocked-held", owner, finalizers: """["example.dev/hold"]""");
        await api.OkAsync("DELETE", $"{ApiRun.Things}/unblocked?propagationPolicy=Foreground");
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/unblocked"));
        Assert.True(await api.ExistsAsync($"{ApiRun.ConfigMaps}/unblocked-held"));
    }

    [Fact]
    public async Task An_orphan_loses_its_owner_and_stays()
    {
        var owner = await api.CreateAsync("parent");
        await OwnedAsync("orphan", owner);
        var waiting = await api.OkAsync(
            "DELETE", $"{ApiRun.Things}/parent", """{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Orphan"}""");
        Assert.Equal("""["orphan"]""", waiting["metadata"]!["finalizers"]!.ToJsonString());
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/parent"));
        Assert.Null((await api.OkAsync("GET", $"{ApiRun.ConfigMaps}/orphan"))["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task Who_has_another_owner_stays_and_forgets_the_one_that_went()
    {
        var (one, two) = (await api.CreateAsync("owner-one"), await api.CreateAsync("owner-two"));
        await OwnedAsync("twice", one, two);
        await api.OkAsync("DELETE", $"{ApiRun.Things}/owner-one");
        var left = (await api.OkAsync("GET", $"{ApiRun.ConfigMaps}/twice"))["metadata"]!["ownerReferences"]!.AsArray();
        Assert.Equal("owner-two", (string?)Assert.Single(left)!["name"]);
        await api.OkAsync("DELETE", $"{ApiRun.Things}/owner-two");
        Assert.False(await api.ExistsAsync($"{ApiRun.ConfigMaps}/twice"));
    }

    [Fact]
    public async Task Who_names_an_owner_that_is_not_there_is_collected_and_one_of_a_kind_that_is_not_served_is_left()
    {
        const string gone = """{"apiVersion":"example.dev/v1","kind":"Thing","name":"none","uid":"11111111-1111-1111-1111-111111111111"}""";
        await api.OkAsync("POST", ApiRun.ConfigMaps, $$"""{"metadata":{"name":"lost","ownerReferences":[{{gone}}] } }""");
        Assert.False(await api.ExistsAsync($"{ApiRun.ConfigMaps}/lost"));
        await api.OkAsync(
            "POST",
            ApiRun.ConfigMaps,
            $$"""{"metadata":{"name":"kept","ownerReferences":[{{gone.Replace("Thing", "Thong", StringComparison.Ordinal)}}] } }""");
        Assert.True(await api.ExistsAsync($"{ApiRun.ConfigMaps}/kept"));
    }

    [Fact]
    public async Task Owners_of_owners_are_followed()
    {
        var top = await api.CreateAsync("top");
        var middle = await api.OkAsync("POST", ApiRun.Things, ApiRun.Thing("middle", "{}", $",\"ownerReferences\":[{Reference(top)}]"));
        await OwnedAsync("bottom", middle);
        await api.OkAsync("DELETE", $"{ApiRun.Things}/top");
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/middle"));
        Assert.False(await api.ExistsAsync($"{ApiRun.ConfigMaps}/bottom"));
    }

    [Theory]
    [InlineData("propagationPolicy=Sideways", "propagationPolicy: Unsupported value: \"Sideways\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"")]
    [InlineData("propagationPolicy=Orphan&orphanDependents=true", "propagationPolicy: Invalid value: \"Orphan\": orphanDependents and deletionPropagation cannot be both set")]
    [InlineData("dryRun=Maybe", "dryRun: Unsupported value: []string{\"Maybe\"}: supported values: \"All\"")]
    public async Task Options_that_make_no_sense_are_refused(string options, string says) =>
        Assert.Equal($"DeleteOptions.meta.k8s.io \"\" is invalid: {says}", await api.RefusedAsync(422, "DELETE", $"{ApiRun.Things}/none?{options}"));

    private Task<JsonNode> OwnedAsync(string name, params JsonNode[] owners) => OwnedAsync(name, false, "[]", owners);

    private Task<JsonNode> OwnedAsync(string name, JsonNode owner, bool blocks = false, string finalizers = "[]") =>
        OwnedAsync(name, blocks, finalizers, owner);

    private Task<JsonNode> OwnedAsync(string name, bool blocks, string finalizers, params JsonNode[] owners) => api.OkAsync(
        "POST",
        ApiRun.ConfigMaps,
        $$"""{"metadata":{"name":"{{name}}","finalizers":{{finalizers}},"ownerReferences":[{{string.Join(',', owners.Select(owner => Reference(owner, blocks)))}}] } }""");

    private static string Reference(JsonNode owner, bool blocks = false) =>
        $$"""{"apiVersion":"{{owner["apiVersion"]}}","kind":"{{owner["kind"]}}","name":"{{owner["metadata"]!["name"]}}","uid":"{{owner["metadata"]!["uid"]}}","blockOwnerDeletion":{{(blocks ? "true" : "false")}} }""";
}
