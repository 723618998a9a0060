using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Each thing that is wrong is told in one Event of its own, on the object that has it, and not again while it stays.</summary>
public class EventCountTests
{
    private const string TwoReasons = $"{Reasons.KeyNotInForce} {Reasons.WeakKey}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("some hosts taken", "Product later", Reasons.HostConflict)]
    [InlineData("all hosts taken", "Product later", Reasons.HostConflict)]
    [InlineData("rule with an unknown metric", "MappingRule other", Reasons.MetricNotFound)]
    [InlineData("plan with an unknown metric", "ApplicationPlan other", Reasons.MetricNotFound)]
    [InlineData("the same rule twice", "MappingRule other", Reasons.DuplicateRule)]
    [InlineData("two rules that count one call", "Product api", Reasons.DoubleCounting)]
    [InlineData("a rule that takes all of another", "MappingRule hello", Reasons.ShadowedRule)]
    [InlineData("rule without a Product", "MappingRule other", Reasons.ProductNotFound)]
    [InlineData("Application without a plan", "Application own", Reasons.PlanNotFound)]
    [InlineData("Application without an Account", "Application given,Application own", Reasons.AccountNotFound)]
    [InlineData("the same key twice", "Application second", Reasons.CredentialInUse)]
    [InlineData("Application without its Secret", "Application second", Reasons.SecretNotFound)]
    [InlineData("Product without its Secret", "Product api", Reasons.SecretNotFound)]
    [InlineData("two gateways", "Product api", Reasons.LimitsPerGateway)]
    public async Task Each_problem_gives_one_Event_on_its_object(string situation, string subjects, string reason)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var (configuration, time) = (Situations.Configure(stage), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.Empty(await ToldEvent.WarningsAsync(stage, Cancel));

        await Situations.MakeAsync(situation, stage, Cancel);
        var expected = subjects.Split(',').Select(subject => (subject, reason, 1)).ToList();
        await UntilToldAsync(stage, time, expected.Count, reason);
        // Everything is listed anew, and then read by another process.
        stage.Api.Cluster!.Compact();
        stage.Api.Cluster.Faults.DropWatches();
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        await running.DisposeAsync();
        running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        await running.DisposeAsync();

        var told = (await ToldEvent.WarningsAsync(stage, Cancel)).Where(item => item.Reason == reason).ToList();
        Assert.Equal(expected, told.Select(item => (item.Subject, item.Reason, item.Count)));
    }

    [Fact]
    public async Task Two_warnings_of_one_object_are_two_Events_and_a_third_one_more()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var (configuration, time) = (Situations.Configure(stage), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        await stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], first: "KEY", second: "KEY-TWO-000000000000000\n"), Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await UntilToldAsync(stage, time, 2, TwoReasons);
        Assert.Equal(["Application own KeyNotInForce 1", "Application own WeakKey 1"], await ToldAsync());
        var warning = await ConditionAsync(ConditionTypes.HasWarnings);
        Assert.Equal("KeyNotInForce,WeakKey", warning.Reason);
        Assert.Contains("user_key.next of the Secret", warning.Message, StringComparison.Ordinal);
        Assert.Contains("can be guessed", warning.Message, StringComparison.Ordinal);
        foreach (var told in await ToldEvent.WarningsAsync(stage, Cancel)) Assert.Contains(told.Note, warning.Message, StringComparison.Ordinal);

        await stage.ApplyAsync(Scenario.Application(stage.Tenants[0], "own", "none", "own-key"), Cancel);
        await UntilToldAsync(stage, time, 1, Reasons.PlanNotFound);
        await running.DisposeAsync();
        running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilQuietAsync(stage, time, Cancel);
        Assert.Equal(["Application own KeyNotInForce 1", "Application own PlanNotFound 1", "Application own WeakKey 1"], await ToldAsync());

        // What is gone and comes again is told again.
        await stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], second: "KEY-TWO-000000000000000\n"), Cancel);
        await Settling.UntilAsync(async () => (await ConditionAsync(ConditionTypes.HasWarnings)).Reason == Reasons.KeyNotInForce, stage, time, Cancel);
        await stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], first: "KEY", second: "KEY-TWO-000000000000000\n"), Cancel);
        await UntilToldAsync(stage, time, 2, Reasons.WeakKey);
        await running.DisposeAsync();

        async Task<IEnumerable<string>> ToldAsync() => (await ToldEvent.WarningsAsync(stage, Cancel))
            .Where(told => told.Subject == "Application own").Select(told => $"{told.Subject} {told.Reason} {told.Count}");

        Task<Condition> ConditionAsync(string type) => ReadConditions.FindAsync(stage, Kinds.Applications, "own", type, Cancel);
    }

    private static Task UntilToldAsync(Stage stage, FakeTimeProvider time, int count, string reasons) => Settling.UntilAsync(
        async () => (await ToldEvent.WarningsAsync(stage, Cancel)).Where(told => reasons.Split(' ').Contains(told.Reason)).Sum(told => told.Count) >= count,
        stage, time, Cancel);
}
