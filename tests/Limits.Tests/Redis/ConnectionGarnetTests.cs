using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Limits.Tests.Stores;
using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Garnet in place of Redis.</summary>
public class ConnectionGarnetTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Garnet_counts_as_Redis_does()
    {
        await using var server = await GarnetServer.StartAsync();
        await using var stage = ConnectionStage.Open(server.Address);
        await Patience.UntilAsync(() => stage.Connection.IsConnected, $"a connection {stage.Log}");
        Assert.False(stage.Connection.IsCluster);

        var health = new StoreHealth(TimeProvider.System);
        var (keys, statistics) = (new CounterKeys("headgate", "production"), new UsageStatistics(TimeProvider.System));
        var store = new RedisLimitStore(new ScriptRunner(() => stage.Connection.Database, health, Patience.Deadline), keys, TimeProvider.System, givenTime: null);
        var request = Ask.For("tenant/app").Costing("hits", 2).Limited("hits", Period.Eternity, 5);
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(request, Token));
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(request, Token));
        statistics.Count(request);
        Assert.Equal(ReserveOutcome.Refused, await store.ReserveAsync(request, Token));
        Assert.Equal(4, request.Claims[0].Used);
        await Patience.UntilAsync(new UsageFlusher(statistics, () => stage.Connection.Database, keys, health, () => false).FlushAsync, "a flush");
        Assert.Equal((4, 0), await new CounterAdjustment(() => stage.Connection.Database, keys).TakeOffAsync("tenant/app", "hits", Period.Eternity, null, request.Now));
    }
}
