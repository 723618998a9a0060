using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.TestCluster.Http;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Usage is written into the statuses of Applications at a bounded rate, whatever their number, and holds nothing else up.</summary>
public class UsagePaceTests
{
    private const string Address = "127.0.1.10";
    private const int Applications = 300;

    // At most one status for usage in this time of the operator's clock.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_many_that_change_at_once_each_is_written_in_its_turn_and_other_changes_do_not_wait()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await TellingGateway.StartAsync(Address);
        var (configuration, tenant) = (gateway.Configure(stage), stage.Tenants[0]);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        for (var index = 0; index < Applications; index++) await MakeAsync(index);
        await gateway.JoinAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(async () => (await ListAsync()).All(item => item["status"]?["conditions"] is not null), stage, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);

        var writes = new ConcurrentQueue<(string Name, DateTimeOffset At)>();
        stage.Api.Cluster!.Faults.Requested += Note;
        // All change at once, and one goes on changing each time the gateway is asked.
        var (asked, began) = (0, time.GetUtcNow());
        gateway.Usage = () => [.. Enumerable.Range(0, Applications).Select(index => Used(index, index == 0 ? Interlocked.Increment(ref asked) : 1))];
        while (writes.Select(write => write.Name).Distinct().Count() < Applications)
        {
            await stage.ListAsync(Kinds.Pods, stage.Gateways, Cancel);
            time.Advance(Pace);
        }
        Assert.All(writes.Index(), write => Assert.InRange(write.Item.At, began + (Pace * write.Index), DateTimeOffset.MaxValue));
        Assert.All(writes.GroupBy(write => write.Name).Where(group => group.Key != "app-0"), group => Assert.Single(group));

        // With all of them waiting again and the clock standing still, what somebody changes is said at once.
        gateway.Usage = () => [.. Enumerable.Range(0, Applications).Select(index => Used(index, 1_000))];
        writes.Clear();
        await Settling.UntilAsync(() => Task.FromResult(writes.Count > 1), stage, time, Cancel);
        writes.Clear();
        await SuspendAsync(Applications - 1);
        while ((string?)(await GetAsync(Applications - 1))["status"]!["state"] != "Suspended") await stage.ListAsync(Kinds.Pods, stage.Gateways, Cancel);
        Assert.InRange(writes.Count, 1, Applications / 2);

        void Note(ApiRequest request)
        {
            if (request.User.Name == stage.OperatorUser && request.Subresource == "status" && request.Type.Plural == Kinds.Applications.Plural)
                writes.Enqueue((request.Name, time.GetUtcNow()));
        }

        async Task MakeAsync(int index)
        {
            var secret = Scenario.Secret(tenant, first: $"KEY-{index:D4}-00000000000000000");
            secret["metadata"]!["name"] = $"key-{index}";
            await stage.ApplyAsync(secret, Cancel);
            await stage.ApplyAsync(Scenario.Application(tenant, $"app-{index}", "silver", $"key-{index}"), Cancel);
        }

        Task SuspendAsync(int index)
        {
            var application = Scenario.Application(tenant, $"app-{index}", "silver", $"key-{index}");
            application["spec"]!["state"] = "Suspended";
            return stage.ApplyAsync(application, Cancel);
        }

        Task<IReadOnlyList<JsonObject>> ListAsync() => stage.ListAsync(Kinds.Applications, tenant, Cancel);

        Task<JsonObject> GetAsync(int index) => stage.Api.Api.GetAsync(Kinds.Applications.PathOf(new ObjectKey(tenant, $"app-{index}")), Cancel);

        Configuration.ApplicationUsage Used(int index, long used) =>
            TellingGateway.Used(tenant, $"app-{index}", used, Configuration.Period.Day, time.GetUtcNow().Date.AddDays(2).ToUniversalTime());
    }
}
