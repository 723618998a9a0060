namespace Headgate.TestCluster.Tests.Api;

/// <summary>Objects that finalizers hold after their deletion was asked for.</summary>
public sealed class FinalizerTests(ApiRun api) : IClassFixture<ApiRun>
{
    private const string Held = ""","finalizers":["example.dev/a","example.dev/b"]""";
    private const string Merge = "application/merge-patch+json";

    [Fact]
    public async Task An_object_with_finalizers_is_marked_and_goes_when_the_last_one_is_taken_off()
    {
        await api.CreateAsync("held", "{}", Held);
        var marked = await api.OkAsync("DELETE", $"{ApiRun.Things}/held");
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal((0, 2), ((int)marked["metadata"]!["deletionGracePeriodSeconds"]!, (int)marked["metadata"]!["generation"]!));
        var again = await api.OkAsync("DELETE", $"{ApiRun.Things}/held");
        Assert.Equal((string?)marked["metadata"]!["resourceVersion"], (string?)again["metadata"]!["resourceVersion"]);
        await api.MergeAsync("held", """{"metadata":{"finalizers":["example.dev/b"]}}""");
        Assert.True(await api.ExistsAsync($"{ApiRun.Things}/held"));
        await api.MergeAsync("held", """{"metadata":{"finalizers":[]}}""");
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/held"));
    }

    [Fact]
    public async Task While_it_goes_it_can_be_changed_and_its_deletion_not_taken_back()
    {
        await api.CreateAsync("going", "{}", Held);
        var marked = await api.OkAsync("DELETE", $"{ApiRun.Things}/going");
        var changed = await api.MergeAsync("going", """{"spec":{"size":2},"metadata":{"deletionTimestamp":null}}""");
        Assert.Equal(2, (int)changed["spec"]!["size"]!);
        Assert.Equal((string?)marked["metadata"]!["deletionTimestamp"], (string?)changed["metadata"]!["deletionTimestamp"]);
        await api.OkAsync("PATCH", $"{ApiRun.Things}/going/status", """{"status":{"phase":"Down"}}""", Merge);
    }

    [Fact]
    public async Task No_finalizer_is_added_to_what_goes()
    {
        await api.CreateAsync("fixed", "{}", Held);
        await api.OkAsync("DELETE", $"{ApiRun.Things}/fixed");
        Assert.Equal(
            "Thing.example.dev \"fixed\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{\"example.dev/c\", \"example.dev/d\"}",
            await api.RefusedAsync(422, "PATCH", $"{ApiRun.Things}/fixed", """{"metadata":{"finalizers":["example.dev/d","example.dev/a","example.dev/c"]}}""", Merge));
    }

    [Fact]
    public async Task A_dry_run_shows_the_mark_and_leaves_none()
    {
        await api.CreateAsync("dry", "{}", Held);
        Assert.NotNull((await api.OkAsync("DELETE", $"{ApiRun.Things}/dry?dryRun=All"))["metadata"]!["deletionTimestamp"]);
        Assert.Null((await api.GetAsync("dry"))["metadata"]!["deletionTimestamp"]);
    }

    [Fact]
    public async Task A_namespace_waits_for_what_is_held_in_it()
    {
        await api.OkAsync("POST", "/api/v1/namespaces", """{"metadata":{"name":"busy"}}""");
        await api.OkAsync("POST", "/api/v1/namespaces/busy/configmaps", """{"metadata":{"name":"held","finalizers":["example.dev/a"]}}""");
        var ending = await api.OkAsync("DELETE", "/api/v1/namespaces/busy");
        Assert.Equal("Terminating", (string?)ending["status"]!["phase"]);
        Assert.NotNull((await api.OkAsync("GET", "/api/v1/namespaces/busy/configmaps/held"))["metadata"]!["deletionTimestamp"]);
        Assert.StartsWith(
            "configmaps \"late\" is forbidden: unable to create new content in namespace busy",
            await api.RefusedAsync(403, "POST", "/api/v1/namespaces/busy/configmaps", """{"metadata":{"name":"late"}}"""),
            StringComparison.Ordinal);
        using var watch = await WatchRun.OpenAsync(
            api, $"/api/v1/namespaces?watch=1&resourceVersion={ending["metadata"]!["resourceVersion"]}&fieldSelector=metadata.name%3Dbusy");
        await api.OkAsync("PATCH", "/api/v1/namespaces/busy/configmaps/held", """{"metadata":{"finalizers":null}}""", Merge);
        Assert.Equal("DELETED busy", await watch.ShortAsync());
    }

    [Fact]
    public async Task A_collection_is_deleted_as_its_objects_one_by_one()
    {
        await api.CreateAsync("many-a", "{}", ""","labels":{"set":"many"}""");
        await api.CreateAsync("many-b", "{}", Held + ""","labels":{"set":"many"}""");
        var deleted = await api.OkAsync("DELETE", $"{ApiRun.Things}?labelSelector=set%3Dmany");
        Assert.Equal(2, deleted["items"]!.AsArray().Count);
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/many-a"));
        Assert.NotNull((await api.GetAsync("many-b"))["metadata"]!["deletionTimestamp"]);
    }
}
