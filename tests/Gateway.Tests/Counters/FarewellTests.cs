using Headgate.Gateway.Tests.Http;
using Headgate.TestSupport.Redis;

namespace Headgate.Gateway.Tests.Counters;

/// <summary>A gateway that leaves makes one real attempt to give back what it holds and to tell what it counted, whatever has gone before.</summary>
public class FarewellTests
{
    private static readonly TimeSpan Plenty = TimeSpan.FromSeconds(10);

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leases_come_back_and_statistics_arrive_though_the_counters_are_given_up()
    {
        await using var stage = await SharedStage.StartAsync(Plenty);
        stage.Proxy.ToCaller.Fault = new Fault { Delay = TimeSpan.FromMilliseconds(200) };
        await stage.UntilAwayAsync();
        // What the last questions booked comes late, and lies in the lease.
        await Patience.UntilAsync(async () => await stage.MetricAsync("headgate_lease_units") > 0, "a lease");
        await stage.Gateway.Host.StopAsync(Deadline);
        Assert.Equal((Text(stage.Accepted), Text(stage.Accepted)), await stage.StoredAsync());
        Assert.DoesNotContain("in no statistics", stage.Gateway.Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_takes_all_the_time_there_is_does_not_cost_the_leases_nor_the_statistics()
    {
        await using var stage = await SharedStage.StartAsync(TimeSpan.Zero);
        stage.Upstream.Take();
        stage.Upstream.Script = exchange => exchange.GoneAsync();
        using var client = await stage.Gateway.ConnectAsync();
        await client.SendAsync(HostileCase.Get(""));
        await stage.Upstream.NextAsync(Deadline);
        await stage.Gateway.Host.StopAsync(Deadline);
        Assert.Equal(("2", "2"), await stage.StoredAsync());
    }

    [Fact]
    public async Task Without_Redis_it_leaves_all_the_same_and_says_what_it_takes_along()
    {
        await using var stage = await SharedStage.StartAsync(Plenty);
        await stage.KillRedisAsync();
        Assert.Equal(200, (await stage.Gateway.GetAsync("/")).Status);
        await stage.Gateway.Host.StopAsync(Deadline);
        Assert.Matches("leaves with [12] accepted calls that are in no statistics", stage.Gateway.Log.ToString());
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
