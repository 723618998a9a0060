using System.Text.Json.Nodes;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>A Product says when its gateways cannot ask the counters that they share, and for how long they could not.</summary>
public class CounterWarningTests
{
    private const string Address = "127.0.1.12";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_Product_warns_while_its_gateways_cannot_ask_their_counters()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await TellingGateway.StartAsync(Address);
        gateway.Store = new StoreStatus { Kind = StoreKind.Redis, Available = true };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        await gateway.JoinAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, gateway.Configure(stage), time, Cancel);
        await Settling.UntilAsync(async () => await StatusAsync() is not null, stage, time, Cancel);
        Assert.Null(await WarningAsync());

        gateway.Store = new StoreStatus { Kind = StoreKind.Redis, Available = false, Reason = "no connection" };
        await Settling.UntilAsync(async () => await WarningAsync() is not null, stage, time, Cancel);
        var warning = (await WarningAsync())!;
        Assert.Equal(Reasons.CountersUnavailable, (string?)warning["reason"]);
        Assert.Contains("no connection", (string?)warning["message"], StringComparison.Ordinal);
        Assert.Contains("LocalShare", (string?)warning["message"], StringComparison.Ordinal);

        gateway.Store = new StoreStatus { Kind = StoreKind.Redis, Available = true };
        await Settling.UntilAsync(async () => await WarningAsync() is null, stage, time, Cancel);
        var told = Assert.Single(await ToldEvent.WarningsAsync(stage, Cancel), item => item.Reason == Reasons.CountersUnavailable);
        Assert.Equal(("Product api", 1), (told.Subject, told.Count));

        async Task<JsonNode?> StatusAsync() =>
            (await stage.Api.Api.GetAsync(Kinds.Products.PathOf(new ObjectKey(stage.Tenants[0], "api")), Cancel))["status"]?["conditions"];

        async Task<JsonNode?> WarningAsync() =>
            (await StatusAsync() as JsonArray ?? []).FirstOrDefault(condition => (string?)condition!["type"] == ConditionTypes.HasWarnings);
    }
}
