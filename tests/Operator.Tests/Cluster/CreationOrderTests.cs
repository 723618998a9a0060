using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>In which order objects come does not show in what is published.</summary>
public class CreationOrderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_120_orders_of_the_five_kinds_end_byte_identical()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var configuration = stage.Configure(shards: 1);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var tenant = stage.Tenants[0];
        // The key of the other Application would be another one each time.
        var objects = Scenario.Objects(tenant).Where(item => (string)item["metadata"]!["name"]! != "given").ToList();
        await stage.ApplyAsync(objects.Single(item => (string)item["kind"]! == "Secret"), Cancel);
        var kinds = Kinds.Own.ToDictionary(kind => kind, kind => objects.Single(item => (string)item["kind"]! == kind.Kind));

        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        var ends = new HashSet<string>();
        foreach (var order in Orders(Kinds.Own))
        {
            foreach (var kind in order) await stage.ApplyAsync(kinds[kind].DeepClone().AsObject(), Cancel);
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
            ends.Add(string.Join('\n', (await Published.ReadAsync(stage, configuration, Cancel)).Select(entry => $"{entry.Key} {Published.Text(entry.Value)}")));
            foreach (var kind in order.Reverse()) await stage.DeleteAsync(kind, KeyOf(kinds[kind]), Cancel);
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        }
        Assert.Equal(120, Orders(Kinds.Own).Count());
        Assert.Contains("applications", Assert.Single(ends), StringComparison.Ordinal);
    }

    private static ObjectKey KeyOf(JsonObject item) => new((string)item["metadata"]!["namespace"]!, (string)item["metadata"]!["name"]!);

    private static IEnumerable<IReadOnlyList<ResourceKind>> Orders(IReadOnlyList<ResourceKind> kinds) =>
        kinds.Count == 0 ? [[]] : kinds.SelectMany(first => Orders([.. kinds.Where(kind => kind != first)]).Select(rest => (ResourceKind[])[first, .. rest]));
}
