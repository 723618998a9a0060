using System.Text.Json;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestCluster.Http;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Programmed says what gateways serve now, and not that they once served the same.</summary>
public class ProgrammedTests
{
    private const string Address = "127.0.1.8";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Product", "api")]
    [InlineData("MappingRule", "hello")]
    [InlineData("ApplicationPlan", "silver")]
    [InlineData("Application", "own")]
    public async Task What_is_deleted_and_applied_again_is_programmed_only_when_gateways_serve_it_again(string kind, string name)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await MountedGateway.StartAsync(Address);
        var (configuration, time) = (gateway.Configure(stage, shards: 1), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var own = Kinds.Own.Single(item => item.Kind == kind);
        await Scenario.BeginAsync(stage, Cancel);
        await gateway.JoinAsync(stage, Address, 1, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await UntilServedAsync();
        await Settling.UntilAsync(IsProgrammedAsync, stage, time, Cancel);

        await stage.DeleteAsync(own, new ObjectKey(stage.Tenants[0], name), Cancel);
        await UntilServedAsync();
        await gateway.FreezeAsync();
        await stage.ApplyAsync(Scenario.Objects(stage.Tenants[0]).Single(item => (string)item["kind"]! == kind && (string)item["metadata"]!["name"]! == name), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(async () => await ProgrammedAsync() != "None", stage, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        Assert.Equal(Reasons.Pending, await ProgrammedAsync());
        gateway.Mount();
        await Settling.UntilAsync(IsProgrammedAsync, stage, time, Cancel);

        async Task UntilServedAsync()
        {
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
            await Settling.UntilAsync(() => ServesAsync(stage, configuration, gateway), stage, time, Cancel);
        }

        async Task<string> ProgrammedAsync() => (await ReadConditions.FindAsync(stage, own, name, ConditionTypes.Programmed, Cancel)).Reason;

        async Task<bool> IsProgrammedAsync() => await ProgrammedAsync() == Reasons.Programmed;
    }

    [Fact]
    public async Task What_is_again_as_its_status_says_is_programmed_only_when_gateways_serve_it_again()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await MountedGateway.StartAsync(Address);
        var (configuration, time, tenant) = (gateway.Configure(stage, shards: 1), new FakeTimeProvider(DateTimeOffset.UtcNow), stage.Tenants[0]);
        await Scenario.BeginAsync(stage, Cancel);
        await gateway.JoinAsync(stage, Address, 1, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(async () => await ProgrammedAsync() == Reasons.Programmed, stage, time, Cancel);
        var first = await StatusAsync();

        // Of the second content no status is ever written, and gateways keep it when the first one is back.
        stage.Api.Cluster!.Faults.Refuse(IsStatus, () => StatusException.Internal("etcdserver: leader changed"), times: int.MaxValue);
        await stage.ApplyAsync(Scenario.Plan(tenant, "silver", 20), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(() => ServesAsync(stage, configuration, gateway), stage, time, Cancel);
        await gateway.FreezeAsync();
        await stage.ApplyAsync(Scenario.Plan(tenant, "silver", 10), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.Equal(first, await StatusAsync());
        stage.Api.Cluster.Faults.Clear();
        await Settling.UntilAsync(async () => await StatusAsync() != first, stage, time, Cancel);
        Assert.Equal(Reasons.Pending, await ProgrammedAsync());
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        Assert.Equal(Reasons.Pending, await ProgrammedAsync());
        gateway.Mount();
        await Settling.UntilAsync(async () => await ProgrammedAsync() == Reasons.Programmed, stage, time, Cancel);

        bool IsStatus(ApiRequest request) => request.User.Name == stage.OperatorUser && request.Subresource == "status";

        async Task<string> ProgrammedAsync() =>
            (await ReadConditions.FindAsync(stage, Kinds.ApplicationPlans, "silver", ConditionTypes.Programmed, Cancel)).Reason;

        async Task<string> StatusAsync() =>
            (await stage.Api.Api.GetAsync(Kinds.ApplicationPlans.PathOf(new ObjectKey(tenant, "silver")), Cancel))["status"]!.ToJsonString();
    }

    // Whether the gateway serves every entry as it is published, and no other.
    private static async Task<bool> ServesAsync(Stage stage, OperatorConfiguration configuration, MountedGateway gateway)
    {
        using var http = new HttpClient();
        var status = JsonSerializer.Deserialize(await http.GetByteArrayAsync(new Uri($"http://{Address}:{gateway.AdminPort}/status"), Cancel), StatusJson.Default.GatewayStatus)!;
        var served = status.Products.SelectMany(product => product.Entries).Select(entry => $"{entry.Key} {entry.Value}");
        var published = (await Published.ReadAsync(stage, configuration, Cancel)).Select(entry => (Name: entry.Key.Split(' ')[2], entry.Value))
            .Where(entry => EntryNames.Read(entry.Name).Product is not null)
            .Select(entry => $"{entry.Name} {EntryContent.DigestOf(EntryContent.Unpack(Convert.FromBase64String(entry.Value)))}");
        return served.Order().SequenceEqual(published.Order());
    }
}
