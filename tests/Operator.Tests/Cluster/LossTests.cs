using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>What an operator cannot see is not taken for absent: gateways keep what they have.</summary>
public class LossTests
{
    private static readonly string[] CoreResources = ["configmaps", "secrets", "pods", "namespaces"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("products")]
    [InlineData("mappingrules")]
    [InlineData("applicationplans")]
    [InlineData("applications")]
    [InlineData("accounts")]
    [InlineData("secrets")]
    public async Task Rights_taken_away_from_one_kind_hold_publication_until_they_are_back(string taken)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var before = await Published.ReadAsync(stage, configuration, Cancel);

        await stage.AllowAsync(
            [
                Stage.Rule(Group.Name, [.. Kinds.Own.Select(kind => kind.Plural).Where(plural => plural != taken)]),
                Stage.Rule("", [.. CoreResources.Where(resource => resource != taken)]),
                Stage.Rule("apiextensions.k8s.io", "*"),
                Stage.Rule(Kinds.Revisions.Group, Kinds.Revisions.Plural),
            ],
            Cancel);
        stage.Api.Cluster!.Faults.DropWatches();
        await Settling.UntilAsync(() => Task.FromResult(!IsSynced(running)), stage, time, Cancel);
        await Scenario.GoOnAsync(stage, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(2), stage, time, Cancel);
        Assert.Equal(before, await Published.ReadAsync(stage, configuration, Cancel));

        await running.DisposeAsync();
        running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(2), stage, time, Cancel);
        Assert.Equal(before, await Published.ReadAsync(stage, configuration, Cancel));
        Assert.Contains(running.Log, line => line.Contains($"cannot list resource \"{taken}\"", StringComparison.Ordinal));

        await stage.AllowAsync([Stage.Rule("*", "*")], Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await running.DisposeAsync();
    }

    [Theory]
    [InlineData(typeof(Product), false)]
    [InlineData(typeof(Resources.MappingRule), false)]
    [InlineData(typeof(ApplicationPlan), true)]
    [InlineData(typeof(Resources.Application), false)]
    [InlineData(typeof(Resources.Application), true)]
    [InlineData(typeof(Account), true)]
    public async Task A_definition_taken_away_and_put_back_takes_nothing_from_gateways(Type kind, bool restarted)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        // All keys are the user's, since a Secret that the operator made goes with its Application.
        var objects = Scenario.Objects(stage.Tenants[0]).Where(item => (string)item["metadata"]!["name"]! != "given").ToList();
        foreach (var item in objects) await stage.ApplyAsync(item.DeepClone().AsObject(), Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var before = await Published.ReadAsync(stage, configuration, Cancel);

        var own = Kinds.Own.Single(resource => resource.Kind == kind.Name);
        await stage.DeleteAsync(Stage.Definitions, new ObjectKey("", $"{own.Plural}.{own.Group}"), Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        Assert.Equal(before, await Published.ReadAsync(stage, configuration, Cancel));
        await stage.DefineAsync([kind], Cancel);
        if (restarted)
        {
            await running.DisposeAsync();
            running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        }
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        Assert.Equal(before, await Published.ReadAsync(stage, configuration, Cancel));

        foreach (var item in objects) await stage.ApplyAsync(item.DeepClone().AsObject(), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await running.DisposeAsync();
    }

    [Theory]
    [InlineData(typeof(Product))]
    [InlineData(typeof(Resources.MappingRule))]
    [InlineData(typeof(ApplicationPlan))]
    [InlineData(typeof(Resources.Application))]
    [InlineData(typeof(Account))]
    public async Task The_first_object_that_is_back_gives_up_none_of_the_others_whoever_looks(Type kind)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel, tenants: 2);
        var (configuration, time) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        var stories = stage.Tenants.Select(tenant => Scenario.Objects(tenant).Where(item => (string)item["metadata"]!["name"]! != "given").ToList()).ToList();
        foreach (var item in stories.SelectMany(story => story)) await stage.ApplyAsync(item.DeepClone().AsObject(), Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var before = await Published.ReadAsync(stage, configuration, Cancel);
        await running.DisposeAsync();

        var own = Kinds.Own.Single(resource => resource.Kind == kind.Name);
        await stage.DeleteAsync(Stage.Definitions, new ObjectKey("", $"{own.Plural}.{own.Group}"), Cancel);
        await stage.DefineAsync([kind], Cancel);
        foreach (var item in stories[0]) await stage.ApplyAsync(item.DeepClone().AsObject(), Cancel);
        // The second process finds what the first one wrote under the new definitions.
        for (var process = 0; process < 2; process++)
        {
            running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
            await Settling.UntilAsync(
                () => Task.FromResult(running.Log.Any(line => line.Contains($"{stage.Tenants[1]}/api stays as it is", StringComparison.Ordinal))), stage, time, Cancel);
            await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
            Assert.Equal(Of(before), Of(await Published.ReadAsync(stage, configuration, Cancel)));
            Assert.DoesNotContain(running.Log, line => line.Contains($"{stage.Tenants[0]}/api stays as it is", StringComparison.Ordinal));
            if (process == 0) await running.DisposeAsync();
        }

        foreach (var item in stories[1]) await stage.ApplyAsync(item.DeepClone().AsObject(), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await running.DisposeAsync();

        List<KeyValuePair<string, string>> Of(IEnumerable<KeyValuePair<string, string>> entries) =>
            [.. entries.Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Product == $"{stage.Tenants[1]}/api")];
    }

    private static bool IsSynced(RunningOperator running) =>
        Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<OperatorHost>(running.Services).Synced;
}
