using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Headgate.Resources;

namespace Headgate.Operator.Tests.Manifests;

/// <summary>Whatever the records can hold comes back from a file as it was.</summary>
public class RoundTripTests
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(300);

    [Fact]
    public void Yaml_comes_back() => Prop.ForAll(Cases, pair => ComesBack(pair.Json, json => ("test.yaml", new YamlWriter(new Random(pair.Style)).Write(json)))).Check(Config);

    [Fact]
    public void Json_comes_back() => Prop.ForAll(Cases, pair => ComesBack(pair.Json, json =>
        ("test.json", json.ToJsonString(new JsonSerializerOptions { WriteIndented = pair.Style % 2 == 0, IndentCharacter = '\t', IndentSize = 1 })))).Check(Config);

    private static Arbitrary<(JsonObject Json, int Style)> Cases =>
        ResourceGenerator.Any.SelectMany(json => Gen.Choose(0, int.MaxValue - 1).Select(style => (json, style))).ToArbitrary();

    private static void ComesBack(JsonObject generated, Func<JsonNode, (string, string)> write)
    {
        var first = Read(write(generated));
        AssertHolds(first, generated, "");
        Assert.True(JsonNode.DeepEquals(first, Read(write(first))));
    }

    private static JsonNode Read((string Name, string Text) file)
    {
        var result = Loaded.Files(file);
        Assert.True(result.Problems.Count == 0, $"{string.Join('\n', result.Lines())}\n{file.Text}");
        var resource = Assert.Single(result.Resources);
        return JsonSerializer.SerializeToNode(resource, ResourcesJson.Default.Options.GetTypeInfo(resource.GetType()))!;
    }

    // Everything that was written is there; defaults may have come in addition.
    private static void AssertHolds(JsonNode? actual, JsonNode? expected, string path)
    {
        if (expected is JsonObject map)
        {
            foreach (var (key, value) in map) AssertHolds(actual?[key], value, $"{path}.{key}");
        }
        else if (expected is JsonArray list)
        {
            Assert.Equal(list.Count, actual?.AsArray().Count);
            for (var i = 0; i < list.Count; i++) AssertHolds(actual![i], list[i], $"{path}[{i}]");
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(expected, actual), $"{path}: {expected?.ToJsonString()} became {actual?.ToJsonString() ?? "nothing"}");
        }
    }
}
