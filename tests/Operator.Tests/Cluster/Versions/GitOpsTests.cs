using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster.Versions;

/// <summary>One state of a repository, promoted by digest, gives one production, whatever became of the cluster before and in whatever order it comes.</summary>
public class GitOpsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_an_empty_cluster_every_order_ends_in_the_same_production()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (configuration, time, random) = (stage.Configure(shards: 1), new FakeTimeProvider(DateTimeOffset.UtcNow), new Random(1));
        var objects = Repository(stage.Tenants[0]);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        var ends = new HashSet<string>();
        for (var round = 0; round < 12; round++)
        {
            random.Shuffle(objects);
            foreach (var item in objects)
            {
                await stage.ApplyAsync(item.DeepClone().AsObject(), Cancel);
                // Some come so late that what is there by then has a version of its own, which is never promoted.
                if (random.Next(2) == 0) await Settling.ForAsync(TimeSpan.FromSeconds(5), stage, time, Cancel);
            }
            await Settling.UntilAsync(async () => await PromotedAsync(stage) == Reasons.Promoted, stage, time, Cancel);
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
            ends.Add(string.Join('\n', (await Published.ReadAsync(stage, configuration, Cancel)).Select(entry => $"{entry.Key} {Published.Text(entry.Value)}")));
            foreach (var item in objects.Reverse()) await stage.DeleteAsync(KindOf(item), KeyOf(item), Cancel);
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        }
        Assert.Contains("/hello", Assert.Single(ends), StringComparison.Ordinal);
    }

    private static async Task<string> PromotedAsync(Stage stage) =>
        (await ReadConditions.FindAsync(stage, Kinds.Products, "api", ConditionTypes.Promoted, Cancel)).Reason;

    // The digest is that of what the same repository says, as `headgate diff` shows it.
    private static JsonObject[] Repository(string tenant)
    {
        var objects = Scenario.Objects(tenant).Where(item => (string)item["metadata"]!["name"]! != "given").ToArray();
        var source = new UnitSource
        {
            Name = $"{tenant}/api",
            Product = ObjectReading.ReadCore(ResourcesJson.Default.Product, JsonSerializer.SerializeToElement(objects[0])),
            Rules = [ObjectReading.ReadCore(ResourcesJson.Default.MappingRule, JsonSerializer.SerializeToElement(objects[1]))!],
        };
        objects[0]["spec"]!["production"] = new JsonObject { ["promotion"] = "Manual", ["version"] = VersionContent.Of(source)!.Digest()[..12] };
        return objects;
    }

    private static ResourceKind KindOf(JsonObject item) => Kinds.Own.Append(Kinds.Secrets).Single(kind => kind.Kind == (string)item["kind"]!);

    private static ObjectKey KeyOf(JsonObject item) => new((string)item["metadata"]!["namespace"]!, (string)item["metadata"]!["name"]!);
}
