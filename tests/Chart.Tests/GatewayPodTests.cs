using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Headgate.Gateway.Hosting;
using Headgate.Operator.Cluster;
using Headgate.TestSupport;

namespace Headgate.Chart.Tests;

/// <summary>The pods of gateways mount what the operator publishes to them, and are told what a gateway understands.</summary>
public partial class GatewayPodTests
{
    // Given back to Redis at the end, whatever requests took: docs/gateway.md.
    private const int SecondsForRedis = 6;

    public static TheoryData<string> Cases() => [.. GoldenCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task Each_pool_of_the_operator_has_its_gateways_and_they_mount_all_shards(string name)
    {
        var objects = await GoldenCase.ObjectsAsync(name);
        var pools = ChartRightsTests.ConfigurationOf(objects).Pools;
        var deployments = objects.Where(IsGateways).ToList();
        Assert.Equal(pools.Count, deployments.Count);
        foreach (var pool in pools)
        {
            var deployment = deployments.Single(item => Selects(pool, item));
            var spec = deployment["spec"]!["template"]!["spec"]!;
            Assert.Equal(pool.Namespace, (string?)deployment["metadata"]!["namespace"]);
            var numbers = Enumerable.Range(0, pool.Shards).ToList();
            Assert.Equal(numbers.Select(shard => $"configMap headgate-{pool.Name}-products-{pool.Shards}-{shard}"), Sources(spec, "products"));
            Assert.Equal(
                numbers.Select(shard => $"secret headgate-{pool.Name}-applications-{pool.Shards}-{shard}").Append($"secret headgate-{pool.Name}-peppers"),
                Sources(spec, "applications"));
            var settings = Settings(spec);
            Assert.Equal((pool.Port, pool.AdminPort), (settings.Port, settings.AdminPort));
            Assert.InRange((int)spec["terminationGracePeriodSeconds"]!, settings.DrainDelay.TotalSeconds + settings.DrainTimeout.TotalSeconds + SecondsForRedis, 86400);
            Assert.Equal(ChartRightsTests.ConfigurationOf(objects).Redis is null, settings.Redis is null);
            Assert.Equal(["/healthz", "/healthz", "/readyz"], Probes(spec["containers"]![0]!));
        }
    }

    [Fact]
    public async Task Volumes_and_mounts_are_those_of_the_documentation()
    {
        var block = Block().Matches(File.ReadAllText(Repository.PathOf("docs/operator.md"))).Select(match => match.Groups[1].Value)
            .Single(text => text.Contains("automountServiceAccountToken", StringComparison.Ordinal));
        var expected = Chart.Parse(block)!["spec"]!;
        var actual = (await GoldenCase.ObjectsAsync("default")).Where(IsGateways)
            .Select(item => item["spec"]!["template"]!["spec"]!).Single(spec => Sources(spec, "products").Single().Contains("production", StringComparison.Ordinal));
        Assert.Equal((bool?)expected["automountServiceAccountToken"], (bool?)actual["automountServiceAccountToken"]);
        foreach (var volume in expected["volumes"]!.AsArray()) Assert.Contains(actual["volumes"]!.AsArray(), other => JsonNode.DeepEquals(volume, other));
        foreach (var mount in expected["containers"]![0]!["volumeMounts"]!.AsArray())
            Assert.Contains(actual["containers"]![0]!["volumeMounts"]!.AsArray(), other => JsonNode.DeepEquals(mount, other));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Nothing_but_the_operator_writes_what_the_operator_prunes(string name)
    {
        // It deletes ConfigMaps and Secrets that have the label of its installation and are not wanted.
        var objects = (await GoldenCase.ObjectsAsync(name)).Where(item => (string?)item["kind"] is "ConfigMap" or "Secret");
        Assert.All(objects, item => Assert.DoesNotContain((item["metadata"]!["labels"] as JsonObject ?? []).Select(label => label.Key),
            key => key.StartsWith("headgate.dev/", StringComparison.Ordinal) && key != "headgate.dev/credentials"));
    }

    private static bool IsGateways(JsonObject item) =>
        (string?)item["kind"] == "Deployment" && (string?)item["metadata"]!["labels"]!["app.kubernetes.io/component"] == "gateway";

    private static bool Selects(PoolConfiguration pool, JsonObject deployment)
    {
        var labels = deployment["spec"]!["template"]!["metadata"]!["labels"]!;
        return pool.PodSelector.MatchLabels.All(label => (string?)labels[label.Key] == label.Value);
    }

    private static IReadOnlyList<string> Sources(JsonNode spec, string volume)
    {
        var sources = spec["volumes"]!.AsArray().Single(item => (string?)item!["name"] == volume)!["projected"]!["sources"]!.AsArray();
        return [.. sources.Select(source =>
        {
            var (kind, reference) = source!.AsObject().Single();
            Assert.True((bool?)reference!["optional"]);
            return $"{kind} {reference["name"]}";
        })];
    }

    // Understood by the gateway's own reader, which looks whether the files are there.
    private static GatewaySettings Settings(JsonNode spec)
    {
        using var files = new PodFiles(spec);
        var arguments = spec["containers"]![0]!["args"]!.AsArray().Select(argument => files.Map((string)argument!));
        return GatewaySettings.Parse(SettingsSource.Read(new Dictionary<string, string>(), [.. arguments]));
    }

    private static IEnumerable<string?> Probes(JsonNode container) => new[] { "startupProbe", "livenessProbe", "readinessProbe" }.Select(kind =>
    {
        Assert.Equal("admin", (string?)container[kind]!["httpGet"]!["port"]);
        return (string?)container[kind]!["httpGet"]!["path"];
    });

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
