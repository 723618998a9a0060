using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>A period ends by itself in a status, also one that ends later than any timer of the operator reaches.</summary>
public class UsageResetTests
{
    private const string Address = "127.0.1.11";
    private const int Days = 30;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_used_of_a_year_is_nothing_again_when_the_year_has_ended_and_not_before()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        await using var gateway = await TellingGateway.StartAsync(Address);
        var (configuration, tenant) = (gateway.Configure(stage), stage.Tenants[0]);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var end = time.GetUtcNow().AddDays(Days);
        await Scenario.BeginAsync(stage, Cancel);
        var plan = Scenario.Plan(tenant, "silver", 100);
        plan["spec"]!["limits"]![0]!["period"] = "Year";
        await stage.ApplyAsync(plan, Cancel);
        gateway.Usage = () => [TellingGateway.Used(tenant, "own", 40, Configuration.Period.Year, end)];
        var pod = await gateway.JoinAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(async () => await RemainingAsync() == 60, stage, time, Cancel);

        // Nobody tells of usage any more: only the clock does.
        await stage.DeleteAsync(Kinds.Pods, pod, Cancel);
        while (await RemainingAsync() is var remaining && remaining != 100)
        {
            Assert.Equal(60, remaining);
            time.Advance(TimeSpan.FromHours(12));
            await stage.ListAsync(Kinds.Pods, stage.Gateways, Cancel);
        }
        Assert.InRange(time.GetUtcNow(), end, DateTimeOffset.MaxValue);

        async Task<long?> RemainingAsync() =>
            (long?)(await stage.Api.Api.GetAsync(Kinds.Applications.PathOf(new ObjectKey(tenant, "own")), Cancel))["status"]?["current"]?["remaining"];
    }
}
