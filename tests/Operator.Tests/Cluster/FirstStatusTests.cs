using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>A status is whole from its first write on, so that nobody who waits is misled by what is not there yet.</summary>
public class FirstStatusTests
{
    private static readonly string[] Always = [ConditionTypes.Accepted, ConditionTypes.ResolvedRefs, ConditionTypes.Programmed, ConditionTypes.Ready];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_status_that_is_ever_written_has_all_conditions_with_both_observed_generations()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var store = stage.Api.Cluster!.Store;
        var feeds = Kinds.Own.ToDictionary(kind => kind.Kind, kind =>
        {
            lock (store.Lock) return store.Follow($"{Group.Name}/{kind.Plural}", store.Version);
        });
        var (configuration, time) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow));
        await Scenario.BeginAsync(stage, Cancel);
        // One that is refused, and one that nothing can be made of.
        await stage.ApplyAsync(Scenario.Application(stage.Tenants[0], "dangling", "none", "own-key"), Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Scenario.GoOnAsync(stage, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await Settling.UntilQuietAsync(stage, time, Cancel);

        foreach (var (kind, feed) in feeds)
        {
            var statuses = 0;
            while (feed.Changes.Reader.TryRead(out var change))
            {
                if (change.After?["status"] is not JsonObject { Count: > 0 } status) continue;
                statuses++;
                var conditions = status["conditions"]!.AsArray().ToDictionary(condition => (string)condition!["type"]!, condition => condition!.AsObject());
                Assert.All(Always, type => Assert.True(conditions.ContainsKey(type), $"{kind}: {type} is missing in {status}"));
                Assert.All(conditions.Values, condition => Assert.Equal((long?)status["observedGeneration"], (long?)condition["observedGeneration"]));
                Assert.All(conditions.Values, condition => Assert.False(string.IsNullOrEmpty((string?)condition["reason"])));
                Assert.NotEqual(conditions[ConditionTypes.Ready]["status"]!.ToString() == "True", conditions.ContainsKey(ConditionTypes.Reconciling) || conditions.ContainsKey(ConditionTypes.Stalled));
            }
            Assert.True(statuses > 0, kind);
        }
    }
}
