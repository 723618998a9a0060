using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Tests.Api;

/// <summary>Optimistic concurrency, generations, names that are generated, metadata that may not be.</summary>
public sealed class WriteTests(ApiRun api) : IClassFixture<ApiRun>
{
    private const string Qualified = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    [Fact]
    public async Task Of_two_who_read_the_same_version_the_second_to_write_is_refused()
    {
        await api.CreateAsync("raced", """{"size":1}""");
        var (first, second) = (await api.GetAsync("raced"), await api.GetAsync("raced"));
        first["spec"]!["size"] = 2;
        second["spec"]!["size"] = 3;
        await api.OkAsync("PUT", $"{ApiRun.Things}/raced", first.ToJsonString());
        Assert.Equal(
            "Operation cannot be fulfilled on things.example.dev \"raced\": the object has been modified; please apply your changes to the latest version and try again",
            await api.RefusedAsync(409, "PUT", $"{ApiRun.Things}/raced", second.ToJsonString()));
    }

    [Fact]
    public async Task The_generation_counts_changes_of_the_spec_and_nothing_else()
    {
        await api.CreateAsync("counted", """{"size":1}""", ""","generation":7""");
        Assert.Equal(1, await GenerationAsync("counted"));
        await api.MergeAsync("counted", """{"metadata":{"labels":{"a":"b"}}}""");
        await api.OkAsync("PATCH", $"{ApiRun.Things}/counted/status", """{"status":{"phase":"Up"}}""", "application/merge-patch+json");
        await api.MergeAsync("counted", """{"spec":{"size":1}}""");
        await api.MergeAsync("counted", """{"metadata":{"generation":9}}""");
        Assert.Equal(1, await GenerationAsync("counted"));
        await api.MergeAsync("counted", """{"spec":{"size":2}}""");
        Assert.Equal(2, await GenerationAsync("counted"));
    }

    [Fact]
    public async Task A_write_that_changes_nothing_makes_no_new_version()
    {
        var before = await api.CreateAsync("still", """{"size":1}""");
        var after = await api.MergeAsync("still", """{"spec":{"size":1}}""");
        Assert.Equal((string?)before["metadata"]!["resourceVersion"], (string?)after["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Numbers_come_back_as_Go_writes_them() =>
        Assert.Equal("""{"size":1000}""", (await api.CreateAsync("numbers", """{"size":1e3}"""))["spec"]!.ToJsonString());

    [Fact]
    public async Task A_name_is_generated_from_its_beginning()
    {
        var names = new HashSet<string>();
        for (var index = 0; index < 5; index++)
        {
            var created = await api.OkAsync("POST", ApiRun.Things, """{"metadata":{"generateName":"gen-"}}""");
            Assert.Matches("^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$", (string)created["metadata"]!["name"]!);
            Assert.True(names.Add((string)created["metadata"]!["name"]!));
        }
        var cut = await api.OkAsync("POST", ApiRun.Things, $$"""{"metadata":{"generateName":"{{new string('a', 80)}}"} }""");
        Assert.Equal(63, ((string)cut["metadata"]!["name"]!).Length);
    }

    [Theory]
    [InlineData(""","labels":{"a b":"x"}""", "metadata.labels: Invalid value: \"a b\": name part " + Qualified)]
    [InlineData(""","labels":{"/a":"x"}""", "metadata.labels: Invalid value: \"/a\": prefix part must be non-empty")]
    [InlineData(""","labels":{"a":"x y"}""", "metadata.labels: Invalid value: \"x y\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")]
    [InlineData(""","annotations":{"a/b/c":"x"}""", "metadata.annotations: Invalid value: \"a/b/c\": a qualified name " + Qualified + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')")]
    [InlineData(""","finalizers":["hold it"]""", "metadata.finalizers: Invalid value: \"hold it\": name part " + Qualified)]
    [InlineData(""","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"a"}]""", "metadata.ownerReferences.uid: Invalid value: \"\": uid must not be empty")]
    [InlineData(""","finalizers":["orphan","foregroundDeletion"]""", "metadata.finalizers: Invalid value: []string{\"orphan\", \"foregroundDeletion\"}: finalizer orphan and foregroundDeletion cannot be both set")]
    public async Task Metadata_that_may_not_be_is_refused(string metadata, string says) =>
        Assert.Equal($"Thing.example.dev \"bad\" is invalid: {says}", await api.RefusedAsync(422, "POST", ApiRun.Things, ApiRun.Thing("bad", "{}", metadata)));

    [Fact]
    public async Task A_name_may_be_too_long()
    {
        var name = new string('a', 254);
        Assert.Equal(
            $"Thing.example.dev \"{name}\" is invalid: metadata.name: Invalid value: \"{name}\": must be no more than 253 characters", await api.RefusedAsync(422, "POST", ApiRun.Things, ApiRun.Thing(name)));
    }

    [Fact]
    public async Task Metadata_of_other_types_cannot_be_decoded() => Assert.Equal(
        "Thing in version \"v1\" cannot be handled as a Thing: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
        await api.RefusedAsync(400, "POST", ApiRun.Things, ApiRun.Thing("typed", "{}", ""","labels":{"a":1}""")));

    [Fact]
    public async Task Unknown_fields_of_metadata_are_named_too() => Assert.Equal(
        "Thing in version \"v1\" cannot be handled as a Thing: strict decoding error: unknown field \"metadata.bogus\", unknown field \"spec.bogus\"",
        await api.RefusedAsync(400, "POST", ApiRun.Things + "?fieldValidation=Strict", ApiRun.Thing("strict", """{"bogus":1}""", ""","bogus":1""")));

    [Fact]
    public async Task A_list_that_repeats_itself_already_may_go_on_doing_so()
    {
        // Stored past the checks, as before the schema said it was a set.
        await api.CreateAsync("twice", """{"labels":["a"]}""");
        var item = api.Cluster.Store.Find("example.dev/things", "ns", "twice")!.DeepClone().AsObject();
        item["spec"]!["labels"] = new JsonArray("a", "a");
        lock (api.Cluster.Store.Lock) api.Cluster.Store.Put("example.dev/things", "ns", "twice", item);
        await api.MergeAsync("twice", """{"spec":{"size":1}}""");
    }

    private async Task<int> GenerationAsync(string name) => (int)(await api.GetAsync(name))["metadata"]!["generation"]!;
}
