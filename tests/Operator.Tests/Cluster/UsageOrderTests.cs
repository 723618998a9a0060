using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.TestCluster.Http;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Usage and what else a status says are written one after the other, so that the newest stands in the end.</summary>
public class UsageOrderTests
{
    private const string Address = "127.0.1.13";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_status_that_is_on_its_way_is_not_overtaken_by_its_usage()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await TellingGateway.StartAsync(Address);
        var tenant = stage.Tenants[0];
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await Scenario.BeginAsync(stage, Cancel);
        await gateway.JoinAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, gateway.Configure(stage), time, Cancel);
        await Settling.UntilAsync(async () => await StatusAsync("state") == "Live", stage, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);

        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (writes, asked) = (0, 0);
        var faults = stage.Api.Cluster!.Faults;
        faults.Requested += request => writes += IsStatus(request) ? 1 : 0;
        faults.Hold(IsStatus, released.Task);
        var suspended = Scenario.Application(tenant, "own", "silver", "own-key");
        suspended["spec"]!["state"] = "Suspended";
        await stage.ApplyAsync(suspended, Cancel);
        await StepAsync(() => writes == 1);
        gateway.Usage = () =>
        {
            asked++;
            return [TellingGateway.Used(tenant, "own", 4, Period.Day, time.GetUtcNow().AddDays(1))];
        };
        await StepAsync(() => asked > 0);
        var later = time.GetUtcNow().AddSeconds(1);
        await StepAsync(() => time.GetUtcNow() >= later);
        Assert.Equal(1, writes);

        released.SetResult();
        await Settling.UntilAsync(async () => await StatusAsync("current", "remaining") == "6", stage, time, Cancel);
        Assert.Equal("Suspended", await StatusAsync("state"));

        // In small steps: a request that is held for 30 s of the operator's clock is given up and sent again.
        async Task StepAsync(Func<bool> holds)
        {
            while (!holds())
            {
                await stage.ListAsync(Kinds.Pods, stage.Gateways, Cancel);
                time.Advance(TimeSpan.FromMilliseconds(20));
            }
        }

        bool IsStatus(ApiRequest request) =>
            request.User.Name == stage.OperatorUser && request.Subresource == "status" && request.Type.Plural == Kinds.Applications.Plural && request.Name == "own";

        async Task<string?> StatusAsync(params string[] path)
        {
            var found = (await stage.Api.Api.GetAsync(Kinds.Applications.PathOf(new ObjectKey(tenant, "own")), Cancel))["status"];
            foreach (var name in path) found = found?[name];
            return found?.ToString();
        }
    }
}
