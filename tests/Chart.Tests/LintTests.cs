using System.Text.Json.Nodes;

namespace Headgate.Chart.Tests;

/// <summary>What helm and its users look at first.</summary>
public class LintTests
{
    public static TheoryData<string> Cases() => [.. GoldenCase.Names];

    [Fact]
    public async Task Helm_finds_nothing_to_warn_of()
    {
        var (exitCode, output, errors) = await Chart.HelmAsync(["lint", "--strict", Chart.Folder]);
        Assert.True(exitCode == 0, output + errors);
        Assert.DoesNotContain("[WARNING]", output, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Every_object_is_labelled_placed_and_named_once(string name)
    {
        var objects = (await GoldenCase.ObjectsAsync(name)).Where(item => !IsFree(item)).ToList();
        string[] cluster = ["ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "Namespace"];
        Assert.All(objects, item =>
        {
            var (kind, metadata) = ((string)item["kind"]!, item["metadata"]!);
            Assert.Equal("headgate", (string?)metadata["labels"]!["app.kubernetes.io/part-of"]);
            Assert.Equal(!cluster.Contains(kind), metadata["namespace"] is not null);
            Assert.InRange(((string)metadata["name"]!).Length, 1, 63);
        });
        var names = objects.Select(item => $"{item["apiVersion"]} {item["kind"]} {item["metadata"]!["namespace"]}/{item["metadata"]!["name"]}").ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public async Task The_notes_say_the_next_three_commands_and_warn()
    {
        var (exitCode, output, errors) = await Chart.HelmAsync(
            ["install", "headgate", Chart.Folder, "--namespace", "headgate", "--dry-run=client", "--set", "redis.embedded.enabled=false"]);
        Assert.True(exitCode == 0, errors);
        var notes = output[output.IndexOf("\nNOTES:\n", StringComparison.Ordinal)..];
        Assert.Contains("kubectl rollout status deployment/headgate-operator --namespace headgate", notes, StringComparison.Ordinal);
        Assert.Contains("kubectl apply -f -", notes, StringComparison.Ordinal);
        Assert.Contains("curl -i -H \"Host: hello.example.com\"", notes, StringComparison.Ordinal);
        Assert.Contains("WARNING: Pool production has several gateways and there is no Redis", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void The_chart_says_what_it_is_for()
    {
        var chart = Chart.Parse(Chart.Read("Chart.yaml"))!;
        Assert.Equal("v2", (string?)chart["apiVersion"]);
        Assert.NotNull(chart["kubeVersion"]);
        var listed = Chart.Parse((string)chart["annotations"]!["artifacthub.io/crds"]!)!.AsArray().Select(item => (string?)item!["name"]);
        var carried = Directory.EnumerateFiles(Path.Combine(Chart.Folder, "files/crds")).Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(carried.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    // What a user adds is the user's.
    private static bool IsFree(JsonObject item) => (string?)item["metadata"]!["labels"]?["app.kubernetes.io/part-of"] is null && ((string)item["metadata"]!["name"]!).StartsWith("extra-", StringComparison.Ordinal);
}
