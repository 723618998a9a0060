using System.Text.Json.Nodes;
using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestCluster;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>What somebody else did to published objects is mended, and what is changed without a restart is taken over.</summary>
public class MendingTests
{
    private const string Install = "headgate.dev/install";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("configmaps", "headgate-p-products-2-0")]
    [InlineData("secrets", "headgate-p-applications-2-0")]
    [InlineData("secrets", "headgate-p-peppers")]
    public async Task Labels_that_were_taken_away_come_back_and_publishing_goes_on(string plural, string name)
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (configuration, time) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var peppers = (await Published.PeppersAsync(stage, Cancel))!.Select(pepper => pepper.Id);

        var path = (plural == "secrets" ? Kinds.Secrets : Kinds.ConfigMaps).PathOf(new ObjectKey(stage.Gateways, name));
        await stage.Api.Api.MergeAsync(path, Unlabelled(), Cancel);
        await Scenario.GoOnAsync(stage, Cancel);
        await Settling.UntilAsync(
            async () => (string?)(await stage.Api.Api.GetAsync(path, Cancel))["metadata"]!["labels"]?[Install] == stage.Gateways, stage, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.Equal(peppers, (await Published.PeppersAsync(stage, Cancel))!.Select(pepper => pepper.Id));
    }

    [Theory]
    [InlineData("configmaps", "headgate-p-products-2-1")]
    [InlineData("secrets", "headgate-p-applications-2-0")]
    [InlineData("secrets", "headgate-p-peppers")]
    public async Task Objects_that_were_deleted_come_back_with_the_same_pepper(string plural, string name)
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (configuration, time) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var before = await Published.ReadAsync(stage, configuration, Cancel);
        await stage.DeleteAsync(plural == "secrets" ? Kinds.Secrets : Kinds.ConfigMaps, new ObjectKey(stage.Gateways, name), Cancel);
        await Settling.UntilAsync(
            async () => (await Published.ReadAsync(stage, configuration, Cancel)).SequenceEqual(before), stage, time, Cancel);
    }

    [Fact]
    public async Task An_object_of_somebody_else_is_left_alone_and_said()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (configuration, time) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var foreign = Stage.Manifest(Kinds.ConfigMaps, stage.Gateways, "headgate-p-products-2-0");
        foreign["data"] = new JsonObject { ["mine"] = "yes" };
        await stage.ApplyAsync(foreign, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(
            () => Task.FromResult(running.Log.Any(line => line.Contains("is not Headgate's", StringComparison.Ordinal))), stage, time, Cancel);
        var standing = await stage.Api.Api.GetAsync(Kinds.ConfigMaps.PathOf(new ObjectKey(stage.Gateways, "headgate-p-products-2-0")), Cancel);
        Assert.Equal("yes", (string?)standing["data"]!["mine"]);
    }

    [Fact]
    public async Task A_pepper_is_rotated_with_both_digests_meanwhile()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (configuration, time) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var first = Assert.Single((await Published.PeppersAsync(stage, Cancel))!).Id;

        var path = Kinds.Secrets.PathOf(new ObjectKey(stage.Gateways, Publisher.PeppersName(Stage.Pool)));
        await stage.Api.Api.MergeAsync(path, JsonNode.Parse("""{"metadata":{"annotations":{"headgate.dev/rotate":"one"}}}""")!.AsObject(), Cancel);
        var both = new HashSet<string>();
        await Settling.UntilAsync(
            async () =>
            {
                // At each moment each key can be found under a pepper that gateways are given.
                var given = (await Published.PeppersAsync(stage, Cancel))!.Select(pepper => pepper.Id).ToHashSet();
                foreach (var keys in await KeysAsync(stage, configuration))
                {
                    Assert.True(keys.Contains(first) || keys.Overlaps(given), string.Join(' ', keys));
                    if (keys.Count == 2) both.UnionWith(keys);
                }
                return given.Count == 1 && !given.Contains(first) && (await KeysAsync(stage, configuration)).All(keys => keys.SetEquals(given));
            },
            stage, time, Cancel);
        Assert.Contains(first, both);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
    }

    [Fact]
    public async Task Another_number_of_shards_takes_the_place_of_the_old_one()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        foreach (var shards in new[] { 2, 8, 1 })
        {
            var configuration = stage.Configure(shards);
            await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        }
    }

    [Fact]
    public async Task A_pool_that_is_not_configured_any_more_leaves_nothing_behind()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var configuration = stage.Configure();
        var other = configuration with { Pools = [.. configuration.Pools, configuration.Pools[0] with { Name = "other" }] };
        await Scenario.BeginAsync(stage, Cancel);
        var first = await RunningOperator.StartAsync(stage, other, time, Cancel);
        await Settling.UntilAsync(async () => (await NamesAsync()).Any(name => name.StartsWith("headgate-other-app", StringComparison.Ordinal)), stage, time, Cancel);
        await first.DisposeAsync();
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(async () => !(await NamesAsync()).Any(name => name.StartsWith("headgate-other", StringComparison.Ordinal)), stage, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);

        async Task<IReadOnlyList<string>> NamesAsync() =>
        [
            .. (await stage.ListAsync(Kinds.Secrets, stage.Gateways, Cancel)).Concat(await stage.ListAsync(Kinds.ConfigMaps, stage.Gateways, Cancel))
                .Select(item => (string)item["metadata"]!["name"]!),
        ];
    }

    [Fact]
    public async Task While_a_pod_mounts_the_old_number_of_shards_both_layouts_stand()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (old, time) = (stage.Configure(2), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["pool"] = Stage.Pool } };
        old = old with { Pools = [old.Pools[0] with { PodSelector = selector }] };
        await Scenario.BeginAsync(stage, Cancel);
        await stage.Api.Api.CreateAsync(Kinds.Pods.PathOf(stage.Gateways), PodManifest.Of("gateway", Stage.Pool, 2), Cancel);
        var first = await RunningOperator.StartAsync(stage, old, time, Cancel);
        await Settling.UntilPublishedAsync(stage, old, time, Cancel);
        await first.DisposeAsync();

        var configuration = old with { Pools = [old.Pools[0] with { Shards = 4 }] };
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(() => StandsAsync(2, 4), stage, time, Cancel);
        await Scenario.GoOnAsync(stage, Cancel);
        await Settling.UntilAsync(async () => await PlansAsync() is [var one, var other] && one == other && one.Contains("gold", StringComparison.Ordinal),
            stage, time, Cancel);
        await stage.DeleteAsync(Kinds.Pods, new ObjectKey(stage.Gateways, "gateway"), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);

        async Task<bool> StandsAsync(params int[] shards)
        {
            var published = await Published.ReadAsync(stage, configuration, Cancel);
            return shards.All(count => Enumerable.Range(0, count).All(shard => published.Keys.Any(entry =>
                entry.StartsWith($"Secret headgate-p-applications-{count}-{shard} ", StringComparison.Ordinal))));
        }

        async Task<List<string>> PlansAsync() =>
        [
            .. (await Published.ReadAsync(stage, configuration, Cancel))
                .Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind == EntryKind.Live).Select(entry => Published.Text(entry.Value)),
        ];
    }

    private static JsonObject Unlabelled() => new() { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Install] = null } } };

    private static async Task<IReadOnlyList<HashSet<string>>> KeysAsync(Stage stage, OperatorConfiguration configuration) =>
    [
        .. (await Published.ReadAsync(stage, configuration, Cancel))
            .Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind == EntryKind.Applications)
            .SelectMany(entry => EntryContent.Parse(
                EntryContent.Unpack(Convert.FromBase64String(entry.Value)), ConfigurationJson.Default.ApplicationSet).Applications)
            .Select(application => application.Keys.Select(key => key.Pepper).ToHashSet()),
    ];
}
