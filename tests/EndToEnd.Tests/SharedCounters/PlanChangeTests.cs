using Headgate.Configuration;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.EndToEnd.Tests.SharedCounters;

/// <summary>Plans that change under load: a new limit binds as soon as it is loaded, and no instant is without one.</summary>
public class PlanChangeTests
{
    private const int Connections = 8;
    private const long First = 500;
    private const long Lower = 200;
    private const long Higher = 900;
    private const long Yearly = 1_000;
    private const long Highest = 5_000;

    [Fact]
    public Task A_limit_goes_down_and_up_under_load() => LimitStage.UndisturbedAsync(gateways: 2, [Groups(First)], async stage =>
    {
        using var stop = new CancellationTokenSource();
        var load = stage.Load(Connections);
        var running = load.RunAsync(_ => new Call(0, 0), stop.Token);
        await Patience.UntilAsync(() => stage.Upstream.Total > Lower, "calls beyond the lower limit");

        await ChangeAsync(stage, Lower);
        var lowered = load.Now;
        await stage.StatusOfAsync(0, 0);
        var raising = load.Now;
        await ChangeAsync(stage, Higher);
        await Patience.UntilAsync(() => stage.Upstream.Total == Higher, "the higher limit");
        // A limit on a period that had none begins with what was used in it, as soon as that has been sent.
        await UntilCountedAsync(stage, Higher);
        stage.Pool.Publish(new LoadGroup("changed", 1, Limit(Highest), LoadGroup.Limit(Contract.Hits, Yearly, Period.Year)));
        await Patience.UntilAsync(() => stage.Upstream.Total == Yearly, "the limit of the year");
        await UntilLoadedAsync(stage);
        await UntilCountedAsync(stage, Yearly);
        await stop.CancelAsync();
        var history = await running;

        Assert.Equal(Yearly, history.Accepted);
        Assert.DoesNotContain(history.Answers, answer => answer.IsAccepted && answer.SentAt > lowered && answer.ReceivedAt < raising);
        var reckoning = await stage.ReckonAsync(history);
        Assert.Empty(reckoning.Differing);
        Assert.Equal(Yearly, reckoning.Arrived);
    });

    private static async Task ChangeAsync(LimitStage stage, long limit)
    {
        stage.Pool.Publish(Groups(limit));
        await UntilLoadedAsync(stage);
    }

    private static Task<TimeSpan> UntilCountedAsync(LimitStage stage, long calls) =>
        Patience.UntilAsync(async () => (await stage.StoredAsync()).Counted == calls, "statistics that were sent");

    private static Task<TimeSpan> UntilLoadedAsync(LimitStage stage) => Patience.UntilAsync(
        async () => (await Task.WhenAll(stage.Gateways.Select(gateway => gateway.StatusAsync()))).All(status => stage.Pool.IsLoaded(status)), "gateways that have loaded the plan");

    private static LoadGroup Groups(long limit) => new("changed", 1, Limit(limit));

    private static Limit Limit(long value) => LoadGroup.Limit(Contract.Hits, value, Period.Eternity);
}
