namespace Headgate.TestCluster.Tests.Api;

/// <summary>Merge patches and JSON patches, and what is said of those that do not fit.</summary>
public sealed class PatchTests(ApiRun api) : IClassFixture<ApiRun>
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";

    [Theory]
    [InlineData("""{"spec":{"color":"Red"}}""", """{"size":1,"tags":{"a":"1"},"order":["x","y"],"color":"Red"}""")]
    [InlineData("""{"spec":{"tags":{"b":"2"}}}""", """{"size":1,"tags":{"a":"1","b":"2"},"order":["x","y"]}""")]
    [InlineData("""{"spec":{"tags":null}}""", """{"size":1,"order":["x","y"]}""")]
    [InlineData("""{"spec":{"order":["z"]}}""", """{"size":1,"tags":{"a":"1"},"order":["z"]}""")]
    [InlineData("""{"spec":{"tags":{"a":null}}}""", """{"size":1,"tags":{},"order":["x","y"]}""")]
    public async Task A_merge_patch_changes_what_it_names(string patch, string spec) =>
        Assert.Equal(spec, await PatchedAsync(patch, Merge));

    [Theory]
    [InlineData("""[{"op":"add","path":"/spec/color","value":"Red"}]""", """{"size":1,"tags":{"a":"1"},"order":["x","y"],"color":"Red"}""")]
    [InlineData("""[{"op":"add","path":"/spec/order/-","value":"z"}]""", """{"size":1,"tags":{"a":"1"},"order":["x","y","z"]}""")]
    [InlineData("""[{"op":"add","path":"/spec/order/0","value":"w"}]""", """{"size":1,"tags":{"a":"1"},"order":["w","x","y"]}""")]
    [InlineData("""[{"op":"remove","path":"/spec/order/-1"}]""", """{"size":1,"tags":{"a":"1"},"order":["x"]}""")]
    [InlineData("""[{"op":"replace","path":"/spec/size","value":2}]""", """{"tags":{"a":"1"},"order":["x","y"],"size":2}""")]
    [InlineData("""[{"op":"copy","from":"/spec/order/0","path":"/spec/color"}]""", """{"size":1,"tags":{"a":"1"},"order":["x","y"],"color":"x"}""")]
    [InlineData("""[{"op":"move","from":"/spec/tags/a","path":"/spec/tags/b~1c"}]""", """{"size":1,"tags":{"b/c":"1"},"order":["x","y"]}""")]
    [InlineData("""[{"op":"test","path":"/spec/none","value":null},{"op":"test","path":"/spec/size","value":1}]""", """{"size":1,"tags":{"a":"1"},"order":["x","y"]}""")]
    public async Task A_JSON_patch_does_one_operation_after_the_other(string patch, string spec) =>
        Assert.Equal(spec, await PatchedAsync(patch, Json));

    [Theory]
    [InlineData("""[{"op":"test","path":"/spec/size","value":2}]""")]
    [InlineData("""[{"op":"remove","path":"/spec/none"}]""")]
    [InlineData("""[{"op":"replace","path":"/spec/none","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/spec/none/deep","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/spec/order/9","value":"z"}]""")]
    [InlineData("""[{"op":"invent","path":"/spec/size","value":1}]""")]
    [InlineData("""[{"op":"add","path":"spec","value":1}]""")]
    [InlineData("""[{"op":"add","path":"/spec/size"}]""")]
    [InlineData("""[{"op":"copy","path":"/spec/size"}]""")]
    public async Task A_JSON_patch_that_does_not_fit_is_refused_in_general_words(string patch)
    {
        await FreshAsync("unfit");
        Assert.Equal("the server rejected our request due to an error in our request", await api.RefusedAsync(422, "PATCH", $"{ApiRun.Things}/unfit", patch, Json));
        Assert.Equal(1, (int)(await api.GetAsync("unfit"))["metadata"]!["generation"]!);
    }

    [Theory]
    [InlineData(Json, "{}", "error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData(Merge, "[]", "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}")]
    [InlineData(Merge, "{\"a\":", "error decoding patch: unexpected end of JSON input")]
    [InlineData(Merge, "", "error decoding patch: unexpected end of JSON input")]
    [InlineData(Merge, "x", "error decoding patch: invalid character 'x' looking for beginning of value")]
    [InlineData(Merge, "nothing", "error decoding patch: invalid character 'o' in literal null (expecting 'u')")]
    public async Task What_is_no_patch_is_refused(string media, string patch, string says)
    {
        await FreshAsync("nopatch");
        Assert.Equal(says, await api.RefusedAsync(400, "PATCH", $"{ApiRun.Things}/nopatch", patch, media));
    }

    [Fact]
    public async Task A_patch_gives_no_other_name()
    {
        await FreshAsync("named");
        Assert.Equal(
            "the name of the object (other) does not match the name on the URL (named)",
            await api.RefusedAsync(400, "PATCH", $"{ApiRun.Things}/named", """{"metadata":{"name":"other"}}""", Merge));
        Assert.Equal(
            "the namespace of the provided object does not match the namespace sent on the request",
            await api.RefusedAsync(400, "PATCH", $"{ApiRun.Things}/named", """{"metadata":{"namespace":"other"}}""", Merge));
    }

    [Fact]
    public async Task A_strict_patch_with_an_unknown_field_shows_the_object_it_would_have_made()
    {
        await FreshAsync("strict");
        var message = await api.RefusedAsync(
            422, "PATCH", $"{ApiRun.Things}/strict?fieldValidation=Strict", """{"spec":{"bogus":1}}""", Merge);
        Assert.StartsWith(
            " \"\" is invalid: patch: Invalid value: \"{\\\"apiVersion\\\":\\\"example.dev/v1\\\",\\\"kind\\\":\\\"Thing\\\",\\\"metadata\\\":",
            message,
            StringComparison.Ordinal);
        Assert.EndsWith("\": strict decoding error: unknown field \"spec.bogus\"", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("force=true", "force: Forbidden: may not be specified for non-apply patch")]
    [InlineData("dryRun=Some", "dryRun: Unsupported value: []string{\"Some\"}: supported values: \"All\"")]
    [InlineData("fieldManager=a%0Ab", "fieldManager: Invalid value: \"a\\nb\": invalid character U+000A (at position 1)")]
    [InlineData("fieldValidation=Hard", "fieldValidation: Unsupported value: \"Hard\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"")]
    public async Task Parameters_that_make_no_sense_are_refused_before_the_object_is_looked_for(string parameter, string says) => Assert.Equal(
        $"PatchOptions.meta.k8s.io \"\" is invalid: {says}", await api.RefusedAsync(422, "PATCH", $"{ApiRun.Things}/nothing?{parameter}", "{}", Merge));

    private async Task<string> PatchedAsync(string patch, string media)
    {
        await FreshAsync("patched");
        return (await api.OkAsync("PATCH", $"{ApiRun.Things}/patched", patch, media))["spec"]!.ToJsonString();
    }

    private async Task FreshAsync(string name)
    {
        await api.AskAsync("DELETE", $"{ApiRun.Things}/{name}");
        await api.CreateAsync(name, """{"size":1,"tags":{"a":"1"},"order":["x","y"]}""");
    }
}
