using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Operator.Crds;
using Headgate.Resources;
using Headgate.TestSupport;
using YamlDotNet.Serialization;

namespace Headgate.Operator.Tests;

/// <summary>
/// The manifests in <c>crds/</c> are those of the records. To write them anew: <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Operator.Tests</c>.
/// </summary>
public class CrdTests
{
    public static TheoryData<Type> Kinds() => [.. CrdBuilder.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void The_manifest_is_that_of_the_record(Type kind)
    {
        var path = Repository.PathOf($"crds/{CrdBuilder.NameOf(kind)}.yaml");
        var text = $"# Derived from operator/Resources/{kind.Name}.cs; do not edit. CONTRIBUTING.md says how to write it anew.\n{YamlText.Of(CrdBuilder.Build(kind))}";
        if (Environment.GetEnvironmentVariable("HEADGATE_REGENERATE") is { Length: > 0 }) File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void The_yaml_says_what_the_json_says(Type kind)
    {
        var json = CrdBuilder.Build(kind);
        var read = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object>(YamlText.Of(json));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.ToJsonString()), JsonSerializer.SerializeToNode(Convert(read))));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Every_text_and_every_list_is_bounded_so_that_rules_stay_within_their_cost(Type kind) =>
        Visit(Schema(kind)["properties"]!["spec"]!, "spec", (path, schema) =>
        {
            if ((string?)schema["type"] == "string" && schema["enum"] is null) Assert.True(schema["maxLength"] is not null, path);
            if ((string?)schema["type"] == "array") Assert.True(schema["maxItems"] is not null, path);
            if (schema["additionalProperties"] is not null) Assert.True(schema["maxProperties"] is not null, path);
            Assert.False(schema["items"] is null && (string?)schema["type"] == "array", path);
        });

    [Theory, MemberData(nameof(Kinds))]
    public void Every_field_is_explained(Type kind) =>
        Visit(Schema(kind)["properties"]!["spec"]!, "spec", (path, schema) =>
        {
            if (!path.EndsWith("[]", StringComparison.Ordinal) && !path.EndsWith("{}", StringComparison.Ordinal)) Assert.False(string.IsNullOrEmpty((string?)schema["description"]), path);
        });

    [Fact]
    public void Plural_and_short_names_are_unique()
    {
        var names = CrdBuilder.Kinds.Select(kind => CrdBuilder.Build(kind)["spec"]!["names"]!).SelectMany(names => new[] { (string)names["plural"]!, (string)names["shortNames"]![0]! }).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.Contains("hgp", names);
    }

    [Fact]
    public void The_product_has_exactly_one_authentication_mode_by_rule()
    {
        var authentication = Schema(typeof(Product))["properties"]!["spec"]!["properties"]!["authentication"]!;
        Assert.Contains("size() == 1", (string)authentication["x-kubernetes-validations"]![0]!["rule"]!, StringComparison.Ordinal);
    }

    private static JsonNode Schema(Type kind) => CrdBuilder.Build(kind)["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

    private static void Visit(JsonNode schema, string path, Action<string, JsonNode> look)
    {
        look(path, schema);
        foreach (var (name, child) in schema["properties"]?.AsObject() ?? []) Visit(child!, $"{path}.{name}", look);
        if (schema["items"] is { } items) Visit(items, path + "[]", look);
        if (schema["additionalProperties"] is JsonObject values) Visit(values, path + "{}", look);
    }

    private static object? Convert(object? value) => value switch
    {
        Dictionary<object, object> map => map.ToDictionary(entry => (string)entry.Key, entry => Convert(entry.Value)),
        List<object> list => list.Select(Convert).ToList(),
        _ => value,
    };
}
