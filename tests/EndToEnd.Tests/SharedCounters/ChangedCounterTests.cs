using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.EndToEnd.Tests.SharedCounters;

/// <summary>A counter that is credited and reset while two gateway processes spend leases of it: what was taken off passes once more, and no more.</summary>
public class ChangedCounterTests
{
    private const long Limit = 1_000;
    private const long Credit = 150;
    private const int Connections = 8;

    [Fact]
    public async Task What_is_taken_off_under_load_passes_once_more_and_no_oftener()
    {
        await using var stage = await LimitStage.StartAsync(gateways: 2, new LoadGroup("changed", 1, LoadGroup.Limit(Contract.Hits, Limit, Period.Eternity)));
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Patience.Client(stage.Redis.Address));
        var adjustment = new CounterAdjustment(() => connection.GetDatabase(), new CounterKeys("headgate", "production"));
        using var stop = new CancellationTokenSource();
        var running = stage.Load(Connections).RunAsync(chance => new Call(0, chance.Next(CallKind.All.Count)), stop.Token);
        var given = Limit;
        foreach (var (at, units) in new (long, long?)[] { (Limit / 4, Credit), (Limit / 2, null), (Limit, Credit), (Limit, null) })
        {
            await UntilUsedAsync(stage, at);
            var (before, after) = await adjustment.TakeOffAsync(stage.Pool.Applications[0].Name, Contract.Hits, Period.Eternity, units, DateTimeOffset.UtcNow);
            Assert.Equal(Math.Max(0, before - (units ?? before)), after);
            given += before - after;
        }
        await UntilUsedAsync(stage, Limit);
        await Patience.UntilAsync(() => CallKind.All.Index().Sum(kind => stage.Upstream.Calls(0, kind.Index) * kind.Item.Units) > Limit, "calls beyond the limit of one life");
        await stop.CancelAsync();
        var history = await running;
        var reckoning = await stage.ReckonAsync(history);

        // Leases of the counter's old life lapse: less may pass than was given, never more.
        Assert.InRange(reckoning.ArrivedUnits, Limit, given);
        Assert.Empty(reckoning.Differing);
        Assert.InRange((await stage.StoredAsync()).Used!.Value, 0, Limit);
        Assert.Equal(history.Accepted, reckoning.Arrived);
    }

    private static Task<TimeSpan> UntilUsedAsync(LimitStage stage, long units) =>
        Patience.UntilAsync(async () => (await stage.StoredAsync()).Used >= units, "a counter that fills up");
}
