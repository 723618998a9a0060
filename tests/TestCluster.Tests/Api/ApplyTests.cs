using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>Server-side apply: who owns which field, what happens when two want the same.</summary>
public sealed class ApplyTests(ApiRun api) : IClassFixture<ApiRun>
{
    [Fact]
    public async Task An_apply_creates_and_the_same_apply_again_changes_nothing()
    {
        var (status, created) = await api.ApplyAsync("once", "one", """{"size":1}""");
        Assert.Equal(201, status);
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", Fields(created, "one"));
        var (again, same) = await api.ApplyAsync("once", "one", """{"size":1}""");
        Assert.Equal(200, again);
        Assert.Equal((string?)created["metadata"]!["resourceVersion"], (string?)same["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Two_who_want_the_same_value_share_the_field_and_it_goes_with_the_last_of_them()
    {
        await api.ApplyAsync("shared", "one", """{"size":1}""");
        var (_, shared) = await api.ApplyAsync("shared", "two", """{"size":1,"color":"Red"}""");
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", Fields(shared, "one"));
        Assert.Equal("""{"f:spec":{"f:color":{},"f:size":{}}}""", Fields(shared, "two"));
        var (_, left) = await api.ApplyAsync("shared", "one", "{}");
        Assert.Equal(1, (int)left["spec"]!["size"]!);
        var (_, gone) = await api.ApplyAsync("shared", "two", """{"color":"Red"}""");
        Assert.Null(gone["spec"]!["size"]);
    }

    [Fact]
    public async Task A_conflict_names_manager_and_field()
    {
        await api.ApplyAsync("conflict", "one", """{"size":1}""");
        var (status, refusal) = await api.ApplyAsync("conflict", "two", """{"size":2}""");
        Assert.Equal(409, status);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.size", (string?)refusal["message"]);
        Assert.Equal("Conflict", (string?)refusal["reason"]);
        Assert.Equal("""{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \u0022one\u0022","field":".spec.size"}]}""", refusal["details"]!.ToJsonString());
    }

    [Fact]
    public async Task Several_conflicts_are_listed_by_manager_and_those_who_update_by_version()
    {
        await api.CreateAsync("many", """{"size":1,"parts":[{"name":"a","n":1}]}""");
        await api.ApplyAsync("many", "one", """{"color":"Red"}""");
        var (_, refusal) = await api.ApplyAsync("many", "two", """{"size":2,"color":"Green","parts":[{"name":"a","n":2}]}""");
        Assert.Equal(
            "Apply failed with 3 conflicts: conflicts with \"creator\" using example.dev/v1:\n- .spec.parts[name=\"a\"].n\n- .spec.size\nconflicts with \"one\":\n- .spec.color",
            (string?)refusal["message"]);
    }

    [Fact]
    public async Task Of_many_who_update_the_oldest_are_put_together()
    {
        await api.CreateAsync("crowd", """{"size":0}""");
        for (var index = 0; index < 12; index++)
            await api.MergeAsync("crowd", $$"""{"spec":{"tags":{"t{{index:00}}":"x"} } }""", $"?fieldManager=m{index:00}");
        var managers = Managers(await api.GetAsync("crowd"));
        Assert.Equal(10, managers.Count);
        Assert.Contains("ancient-changes Update", managers);
        Assert.Contains("m11 Update", managers);
    }

    [Fact]
    public async Task Force_takes_the_field()
    {
        await api.ApplyAsync("forced", "one", """{"size":1}""");
        var (_, forced) = await api.ApplyAsync("forced", "two", """{"size":2}""", "&force=true");
        Assert.Equal(2, (int)forced["spec"]!["size"]!);
        Assert.Equal(["two Apply"], Managers(forced));
    }

    [Fact]
    public async Task An_update_takes_fields_without_asking_and_a_later_apply_notices()
    {
        await api.ApplyAsync("taken", "one", """{"size":1,"color":"Red"}""");
        var taken = await api.MergeAsync("taken", """{"spec":{"size":2}}""", "?fieldManager=patcher");
        Assert.Equal("""{"f:spec":{"f:color":{}}}""", Fields(taken, "one"));
        Assert.Equal("""{"f:spec":{"f:size":{}}}""", Fields(taken, "patcher"));
        var (_, refusal) = await api.ApplyAsync("taken", "one", """{"size":1,"color":"Red"}""");
        Assert.Equal("Apply failed with 1 conflict: conflict with \"patcher\" using example.dev/v1: .spec.size", (string?)refusal["message"]);
    }

    [Fact]
    public async Task Elements_of_a_list_map_are_merged_by_key_and_those_given_up_go()
    {
        await api.ApplyAsync("lists", "one", """{"parts":[{"name":"a","n":1},{"name":"b"}],"labels":["x"],"order":["1","2"]}""");
        var (_, merged) = await api.ApplyAsync("lists", "two", """{"parts":[{"name":"c"}],"labels":["y"]}""");
        Assert.Equal("""{"parts":[{"name":"a","n":1},{"name":"b"},{"name":"c"}],"labels":["x","y"],"order":["1","2"]}""", merged["spec"]!.ToJsonString());
        Assert.Equal("""{"f:spec":{"f:labels":{"v:\u0022y\u0022":{}},"f:parts":{"k:{\u0022name\u0022:\u0022c\u0022}":{".":{},"f:name":{}}}}}""", Fields(merged, "two"));
        var (_, less) = await api.ApplyAsync("lists", "one", """{"parts":[{"name":"b"}],"order":["3"]}""");
        Assert.Equal("""{"parts":[{"name":"b"},{"name":"c"}],"labels":["y"],"order":["3"]}""", less["spec"]!.ToJsonString());
    }

    [Fact]
    public async Task An_atomic_map_belongs_to_one_as_a_whole()
    {
        await api.ApplyAsync("atomic", "one", """{"whole":{"a":1}}""");
        var (status, refusal) = await api.ApplyAsync("atomic", "two", """{"whole":{"b":1}}""");
        Assert.Equal(409, status);
        Assert.Equal(".spec.whole", (string?)refusal["details"]!["causes"]![0]!["field"]);
        var (_, forced) = await api.ApplyAsync("atomic", "two", """{"whole":{"b":1}}""", "&force=true");
        Assert.Equal("""{"b":1}""", forced["spec"]!["whole"]!.ToJsonString());
    }

    [Fact]
    public async Task The_status_is_applied_by_its_own_path_alone()
    {
        await api.ApplyAsync("status", "one", """{"size":1}""");
        const string both = """{"apiVersion":"example.dev/v1","kind":"Thing","metadata":{"name":"status"},"spec":{"size":9},"status":{"phase":"Up"}}""";
        var path = $"{ApiRun.Things}/status";
        var ofObject = await api.OkAsync(
            "PATCH",
            $"{path}?fieldManager=two&force=true",
            both.Replace("9", "1", StringComparison.Ordinal),
            "application/apply-patch+yaml");
        Assert.Null(ofObject["status"]);
        var ofStatus = await api.OkAsync("PATCH", $"{path}/status?fieldManager=three", both, "application/apply-patch+yaml");
        Assert.Equal(1, (int)ofStatus["spec"]!["size"]!);
        Assert.Equal("Up", (string?)ofStatus["status"]!["phase"]);
        var entry = ofStatus["metadata"]!["managedFields"]!.AsArray().Single(one => (string?)one!["manager"] == "three")!;
        Assert.Equal("status", (string?)entry["subresource"]);
        Assert.Equal("""{"f:status":{"f:phase":{}}}""", entry["fieldsV1"]!.ToJsonString());
        Assert.Equal(1, (int)ofStatus["metadata"]!["generation"]!);
    }

    [Fact]
    public async Task A_dry_run_answers_and_keeps_nothing()
    {
        var (created, _) = await api.ApplyAsync("dry", "one", """{"size":1}""", "&dryRun=All");
        Assert.Equal(201, created);
        Assert.False(await api.ExistsAsync($"{ApiRun.Things}/dry"));
        await api.ApplyAsync("dry", "one", """{"size":1}""");
        var (_, shown) = await api.ApplyAsync("dry", "one", """{"size":2}""", "&dryRun=All");
        Assert.Equal((2, 2), ((int)shown["spec"]!["size"]!, (int)shown["metadata"]!["generation"]!));
        Assert.Equal(1, (int)(await api.GetAsync("dry"))["spec"]!["size"]!);
    }

    [Theory]
    [InlineData("""{"size":"five"}""", ".spec.size: expected numeric (int or float), got string")]
    [InlineData("""{"color":5}""", ".spec.color: expected string, got &value.valueUnstructured{Value:5}")]
    [InlineData("""{"parts":{}}""", ".spec.parts: expected list, got &{map[]}")]
    [InlineData("""{"parts":[{"n":1}]}""", ".spec.parts: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)")]
    [InlineData("""{"parts":[{"name":"a"},{"name":"a"}]}""", ".spec.parts: duplicate entries for key [name=\"a\"]")]
    [InlineData("""{"labels":["a","a"]}""", ".spec.labels: duplicate entries for key [=\"a\"]")]
    [InlineData("""{"bogus":1,"size":"x"}""", ".spec.bogus: field not declared in schema")]
    [InlineData("""{"color":5,"size":"x"}""", "errors:\n  .spec.color: expected string, got &value.valueUnstructured{Value:5}\n  .spec.size: expected numeric (int or float), got string")]
    public async Task What_does_not_have_the_types_of_the_schema_cannot_be_applied(string spec, string says)
    {
        var (status, refusal) = await api.ApplyAsync("typed", "one", spec);
        Assert.Equal((500, $"failed to create typed patch object (typed; example.dev/v1, Kind=Thing): {says}"), (status, (string?)refusal["message"]));
    }

    [Fact]
    public async Task Without_a_manager_or_under_another_name_nothing_is_applied()
    {
        const string media = "application/apply-patch+yaml";
        Assert.Equal(
            "PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value: is required for apply patch",
            await api.RefusedAsync(422, "PATCH", $"{ApiRun.Things}/a", ApiRun.Thing("a"), media));
        Assert.Equal(
            "the name of the object (b) does not match the name on the URL (a)", await api.RefusedAsync(400, "PATCH", $"{ApiRun.Things}/a?fieldManager=m", ApiRun.Thing("b"), media));
    }

    private static string Fields(JsonNode item, string manager) =>
        item["metadata"]!["managedFields"]!.AsArray().Single(entry => (string?)entry!["manager"] == manager)!["fieldsV1"]!.ToJsonString();

    private static List<string> Managers(JsonNode item) =>
        [.. item["metadata"]!["managedFields"]!.AsArray().Select(entry => $"{entry!["manager"]} {entry["operation"]}")];
}
