using System.Text.Json.Nodes;
using Headgate.TestCluster.Tests.Api;

namespace Headgate.TestCluster.Tests.Definitions;

/// <summary>How definitions come into force, change and end.</summary>
public sealed class LifeOfDefinitionTests(ApiRun api) : IClassFixture<ApiRun>
{
    private const string Schema = """{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}""";

    [Fact]
    public async Task A_new_definition_is_first_undecided_and_then_established()
    {
        var created = await api.OkAsync("POST", ApiRun.Definitions, ApiRun.Definition("news", "New", Schema));
        Assert.Null(created["status"]!["conditions"]);
        var status = (await api.OkAsync("GET", $"{ApiRun.Definitions}/news.example.dev"))["status"]!;
        Assert.Equal(["NamesAccepted True NoConflicts", "Established True InitialNamesAccepted"], Conditions(status));
        Assert.Equal("""{"plural":"news","singular":"new","kind":"New","listKind":"NewList"}""", Sorted(status["acceptedNames"]!));
        Assert.Equal("""["v1"]""", status["storedVersions"]!.ToJsonString());
    }

    [Fact]
    public async Task A_name_that_another_definition_has_is_not_accepted_until_that_one_is_gone()
    {
        await api.OkAsync("POST", ApiRun.Definitions, ApiRun.Definition("firsts", "First", Schema));
        await api.OkAsync("POST", ApiRun.Definitions, ApiRun.Definition("seconds", "First", Schema));
        var status = (await api.OkAsync("GET", $"{ApiRun.Definitions}/seconds.example.dev"))["status"]!;
        Assert.Equal(["NamesAccepted False ListKindConflict", "Established False NotAccepted"], Conditions(status));
        Assert.Equal("\"FirstList\" is already in use", (string?)status["conditions"]![0]!["message"]);
        Assert.False(await api.ExistsAsync("/apis/example.dev/v1/namespaces/ns/seconds"));
        await api.OkAsync("DELETE", $"{ApiRun.Definitions}/firsts.example.dev");
        Assert.True(await api.ExistsAsync("/apis/example.dev/v1/namespaces/ns/seconds"));
    }

    [Theory]
    [InlineData("""{"spec":{"scope":"Cluster"}}""", "spec.scope: Invalid value: \"Cluster\": field is immutable")]
    [InlineData("""{"spec":{"names":{"kind":"Other"}}}""", "spec.names.kind: Invalid value: \"Other\": field is immutable")]
    [InlineData("""{"spec":{"names":{"plural":"others"}}}""", "spec.names.plural: Invalid value: \"others\": field is immutable")]
    public async Task What_objects_are_stored_as_does_not_change(string patch, string says) => Assert.Contains(
        says, await api.RefusedAsync(422, "PATCH", $"{ApiRun.Definitions}/things.example.dev", patch, "application/merge-patch+json"), StringComparison.Ordinal);

    [Fact]
    public async Task A_new_storage_version_is_remembered_beside_the_old_one()
    {
        var definition = JsonNode.Parse(ApiRun.Definition("moves", "Move", Schema))!;
        await api.OkAsync("POST", ApiRun.Definitions, definition.ToJsonString());
        var current = await api.OkAsync("GET", $"{ApiRun.Definitions}/moves.example.dev");
        var second = current["spec"]!["versions"]![0]!.DeepClone();
        second["name"] = "v2";
        current["spec"]!["versions"]![0]!["storage"] = false;
        current["spec"]!["versions"]!.AsArray().Add(second);
        var changed = await api.OkAsync("PUT", $"{ApiRun.Definitions}/moves.example.dev", current.ToJsonString());
        Assert.Equal("""["v1","v2"]""", changed["status"]!["storedVersions"]!.ToJsonString());
        Assert.Equal(2, (int)changed["metadata"]!["generation"]!);
        await api.OkAsync("POST", "/apis/example.dev/v2/namespaces/ns/moves", """{"metadata":{"name":"a"}}""");
        Assert.Equal("example.dev/v1", (string?)(await api.OkAsync("GET", "/apis/example.dev/v1/namespaces/ns/moves/a"))["apiVersion"]);
    }

    [Fact]
    public async Task A_definition_goes_with_its_objects()
    {
        await api.OkAsync("POST", ApiRun.Definitions, ApiRun.Definition("ends", "End", Schema));
        await api.OkAsync("POST", "/apis/example.dev/v1/namespaces/ns/ends", """{"metadata":{"name":"a"}}""");
        var ending = await api.OkAsync("DELETE", $"{ApiRun.Definitions}/ends.example.dev");
        Assert.Equal("""["customresourcecleanup.apiextensions.k8s.io"]""", ending["metadata"]!["finalizers"]!.ToJsonString());
        Assert.NotNull(ending["metadata"]!["deletionTimestamp"]);
        Assert.False(await api.ExistsAsync($"{ApiRun.Definitions}/ends.example.dev"));
        await api.OkAsync("POST", ApiRun.Definitions, ApiRun.Definition("ends", "End", Schema));
        Assert.Empty((await api.OkAsync("GET", "/apis/example.dev/v1/namespaces/ns/ends"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_definition_waits_for_objects_that_finalizers_hold_and_takes_no_new_ones()
    {
        const string path = "/apis/example.dev/v1/namespaces/ns/waits";
        await api.OkAsync("POST", ApiRun.Definitions, ApiRun.Definition("waits", "Wait", Schema));
        await api.OkAsync("POST", path, """{"metadata":{"name":"held","finalizers":["example.dev/hold"]}}""");
        await api.OkAsync("DELETE", $"{ApiRun.Definitions}/waits.example.dev");
        var status = (await api.OkAsync("GET", $"{ApiRun.Definitions}/waits.example.dev"))["status"]!;
        Assert.Equal(["NamesAccepted True NoConflicts", "Established True InitialNamesAccepted", "Terminating True InstanceDeletionInProgress"], Conditions(status));
        Assert.Equal("create not allowed while custom resource definition is terminating", await api.RefusedAsync(405, "POST", path, """{"metadata":{"name":"more"}}"""));
        await api.OkAsync("PATCH", $"{path}/held", """{"metadata":{"finalizers":null}}""", "application/merge-patch+json");
        Assert.False(await api.ExistsAsync($"{ApiRun.Definitions}/waits.example.dev"));
    }

    [Fact]
    public async Task A_status_of_its_own_exists_only_where_the_version_says_so()
    {
        var definition = JsonNode.Parse(ApiRun.Definition("plains", "Plain", Schema))!;
        definition["spec"]!["versions"]![0]!.AsObject().Remove("subresources");
        await api.OkAsync("POST", ApiRun.Definitions, definition.ToJsonString());
        await api.OkAsync("POST", "/apis/example.dev/v1/namespaces/ns/plains", """{"metadata":{"name":"a"}}""");
        await api.RefusedAsync(404, "GET", "/apis/example.dev/v1/namespaces/ns/plains/a/status");
    }

    private static List<string> Conditions(JsonNode status) =>
        [.. status["conditions"]!.AsArray().Select(condition => $"{condition!["type"]} {condition["status"]} {condition["reason"]}")];

    private static string Sorted(JsonNode names) =>
        new JsonObject(new[] { "plural", "singular", "kind", "listKind" }.Select(name => KeyValuePair.Create(name, names[name]?.DeepClone()))).ToJsonString();
}
