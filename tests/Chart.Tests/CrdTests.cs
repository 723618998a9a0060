using System.Text.Json.Nodes;
using Headgate.TestSupport;

namespace Headgate.Chart.Tests;

/// <summary>
/// The chart carries the CRDs of <c>crds/</c>, since a chart can only read its own files. To copy them anew:
/// <c>HEADGATE_REGENERATE=1 dotnet test --project tests/Chart.Tests</c>.
/// </summary>
public class CrdTests
{
    private static readonly string Copies = Path.Combine(Chart.Folder, "files/crds");

    private static IReadOnlyList<string> Sources { get; } = Files(Repository.PathOf("crds"));

    [Fact]
    public void The_chart_has_those_of_the_repository_byte_for_byte()
    {
        if (Regeneration.IsWanted)
        {
            foreach (var stale in Files(Copies).Except(Sources)) File.Delete(Path.Combine(Copies, stale));
            foreach (var file in Sources) File.Copy(Repository.PathOf($"crds/{file}"), Path.Combine(Copies, file), overwrite: true);
        }
        Assert.Equal(Sources, Files(Copies));
        Assert.All(Sources, file => Assert.Equal(File.ReadAllText(Repository.PathOf($"crds/{file}")), File.ReadAllText(Path.Combine(Copies, file))));
    }

    [Fact]
    public async Task What_is_rendered_is_what_they_say_and_is_kept()
    {
        var rendered = (await GoldenCase.ObjectsAsync("default")).Where(IsDefinition).ToList();
        Assert.Equal(Sources.Count, rendered.Count);
        foreach (var file in Sources)
        {
            var expected = Chart.Parse(File.ReadAllText(Repository.PathOf($"crds/{file}")))!;
            var actual = rendered.Single(item => (string?)item["metadata"]!["name"] == (string?)expected["metadata"]!["name"]).DeepClone();
            Assert.Equal("keep", (string?)actual["metadata"]!["annotations"]!["helm.sh/resource-policy"]);
            actual["metadata"]!.AsObject().Remove("annotations");
            Assert.True(JsonNode.DeepEquals(expected, actual), file);
        }
    }

    [Theory, InlineData("crds-not-kept", 5, false), InlineData("crds-elsewhere", 0, false), InlineData("default", 5, true)]
    public async Task They_are_part_of_the_release_and_outlive_it_as_it_is_told(string name, int count, bool kept)
    {
        var rendered = (await GoldenCase.ObjectsAsync(name)).Where(IsDefinition).ToList();
        Assert.Equal(count, rendered.Count);
        Assert.All(rendered, item => Assert.Equal(kept, item["metadata"]!["annotations"]?["helm.sh/resource-policy"] is not null));
    }

    private static bool IsDefinition(JsonObject item) => (string?)item["kind"] == "CustomResourceDefinition";

    private static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
