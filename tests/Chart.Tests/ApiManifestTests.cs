using System.Text.RegularExpressions;
using Headgate.Operator.Manifests;
using Headgate.Resources;

namespace Headgate.Chart.Tests;

/// <summary>
/// The Products that the chart brings along, for <c>helm test</c> and in its notes, are such that the operator takes them. The pod of the test
/// needs a cluster that runs pods: its script is not run here.
/// </summary>
public partial class ApiManifestTests
{
    [Theory, InlineData("tests"), InlineData("tests-choices")]
    public async Task What_helm_test_makes_can_be_read(string name)
    {
        var documents = (await GoldenCase.RenderedAsync(name)).Split("\n---\n").Where(text => text.Contains("# Source: headgate/templates/tests/api.yaml\n", StringComparison.Ordinal));
        var resources = Load(string.Join("\n---\n", documents.Where(text => !text.Contains("\nkind: Service\n", StringComparison.Ordinal))));
        Assert.Equal(["Application", "ApplicationPlan", "Product", "Secret"], resources.Select(resource => resource.GetType().Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_pod_calls_what_is_made_and_answers_for_it()
    {
        var objects = await GoldenCase.ObjectsAsync("tests");
        var pod = objects.Single(item => (string?)item["kind"] == "Pod");
        var container = pod["spec"]!["containers"]![0]!;
        var environment = container["env"]!.AsArray().ToDictionary(variable => (string)variable!["name"]!, variable => (string?)variable!["value"]);
        var product = objects.Single(item => (string?)item["kind"] == "Product")["spec"]!;
        Assert.Equal((string?)product["hosts"]![0], environment["HOST"]);
        Assert.Equal("headgate-gateway-production.headgate-gateways.svc:80", environment["GATEWAY"]);
        var service = objects.Single(item => (string?)item["kind"] == "Service" && (string?)item["metadata"]!["name"] == (string?)product["backends"]![0]!["service"]!["name"]);
        Assert.All(service["spec"]!["selector"]!.AsObject(), label => Assert.Equal((string?)label.Value, (string?)pod["metadata"]!["labels"]![label.Key]));
        Assert.Equal((int)service["spec"]!["ports"]![0]!["port"]!, int.Parse(environment["PORT"]!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Chart.Read("files/test.sh").Trim(), ((string)container["args"]![0]!).Trim());
        Assert.All(new[] { "expect 200", "expect 401", "expect 429" }, step => Assert.Contains(step, (string)container["args"]![0]!, StringComparison.Ordinal));
        Assert.All(objects.Where(item => (string?)item["metadata"]!["name"] == "headgate-test"), item =>
            Assert.Equal("test", (string?)item["metadata"]!["annotations"]!["helm.sh/hook"]));
    }

    [Fact]
    public async Task The_Product_of_the_notes_can_be_read()
    {
        var (_, output, _) = await Chart.HelmAsync(["install", "headgate", Chart.Folder, "--namespace", "headgate", "--dry-run=client"]);
        var lines = Manifest().Match(output).Groups[1].Value.Split('\n').Select(line => line.Length > 5 ? line[5..] : "");
        Assert.Equal(3, Load(string.Join('\n', lines)).Count);
    }

    private static IReadOnlyList<Resource> Load(string yaml)
    {
        var file = Path.GetTempFileName() + ".yaml";
        try
        {
            File.WriteAllText(file, yaml);
            var result = ManifestLoader.Load(file);
            Assert.Empty(result.Problems);
            return result.Resources;
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex("<<'END'\\n(.*?)\\n     END", RegexOptions.Singleline)]
    private static partial Regex Manifest();
}
