using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster.Versions;

/// <summary>A rule says whether it is served, also when not the rule but the version that is served changes.</summary>
public class RuleStandingTests
{
    private const string Address = "127.0.1.9";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_that_only_a_newer_version_has_says_so_before_promotion_and_after_a_rollback()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await MountedGateway.StartAsync(Address);
        var (configuration, time) = (gateway.Configure(stage, shards: 1), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        await gateway.JoinAsync(stage, Address, 1, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);

        await ProductionAsync(1);
        var rule = Scenario.Objects(stage.Tenants[0]).Single(item => (string)item["kind"]! == nameof(MappingRule));
        rule["metadata"]!["name"] = "later";
        rule["spec"]!["pattern"] = "/later";
        await stage.ApplyAsync(rule, Cancel);
        await UntilAsync(Reasons.NotPromoted);
        await ProductionAsync(2);
        await UntilAsync(Reasons.Programmed);
        await ProductionAsync(1);
        await UntilAsync(Reasons.NotPromoted);

        Task ProductionAsync(int version)
        {
            var product = Scenario.Objects(stage.Tenants[0])[0];
            product["spec"]!["production"] = new JsonObject { ["promotion"] = "Manual", ["version"] = version };
            return stage.ApplyAsync(product, Cancel);
        }

        Task UntilAsync(string reason) => Settling.UntilAsync(
            async () => (await ReadConditions.FindAsync(stage, Kinds.MappingRules, "later", ConditionTypes.Programmed, Cancel)).Reason == reason, stage, time, Cancel);
    }
}
