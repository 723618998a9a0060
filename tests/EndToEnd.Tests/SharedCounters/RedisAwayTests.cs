using System.Net;
using Headgate.Configuration;
using Headgate.TestLoad;

namespace Headgate.EndToEnd.Tests.SharedCounters;

/// <summary>Redis that is killed or hangs: nothing passes a limit, nothing accepted is lost, and each Product's calls go as it wants.</summary>
public class RedisAwayTests
{
    private const long Plenty = 1_000_000;
    private const long Tight = 400;
    private const int Connections = 4;

    private static readonly LoadGroup[] Groups =
    [
        Group("share", StorePolicy.LocalShare, Plenty),
        Group("deny", StorePolicy.Deny, Plenty),
        Group("allow", StorePolicy.Allow, Plenty),
        Group("tight", StorePolicy.LocalShare, Tight),
        Group("tight-deny", StorePolicy.Deny, Tight),
        Group("tight-allow", StorePolicy.Allow, Tight),
    ];

    [Fact]
    public async Task A_killed_Redis_that_wrote_everything_down_loses_nothing()
    {
        await using var stage = await LimitStage.StartAsync(gateways: 2, Groups);
        var history = await UntilAwayAsync(stage, stage.Redis.KillAsync);
        history = history.And(await CallEachWayAsync(stage));
        await stage.Redis.StartAgainAsync();
        await ReckonAsync(stage, history);
    }

    [Fact]
    public async Task A_Redis_that_hangs_holds_nobody_up_and_what_it_did_meanwhile_counts()
    {
        await using var stage = await LimitStage.StartAsync(gateways: 2, Groups);
        var history = await UntilAwayAsync(stage, () =>
        {
            stage.Redis.Pause();
            return Task.CompletedTask;
        });
        history = history.And(await CallEachWayAsync(stage));
        stage.Redis.Resume();
        await ReckonAsync(stage, history);
    }

    [Fact]
    public async Task A_gateway_starts_and_serves_while_Redis_is_down()
    {
        await using var stage = await LimitStage.StartAsync(gateways: 1, Groups);
        await stage.Redis.KillAsync();
        await stage.Gateways[0].StopAsync();
        await stage.Gateways[0].StartAgainAsync();
        Assert.Equal(503, await stage.StatusOfAsync(0, 0));
        Assert.Equal(503, await stage.StatusOfAsync(0, 1));
        Assert.Equal(200, await stage.StatusOfAsync(0, 2));
        await stage.Redis.StartAgainAsync();
        await stage.UntilAvailableAsync(true);
        foreach (var (place, _) in stage.Pool.Applications.Index())
            await TestSupport.Redis.Patience.UntilAsync(async () => await stage.StatusOfAsync(0, place) == 200, "a call that passes");
    }

    /// <summary>Callers go on while it happens, until all gateways have noticed.</summary>
    private static async Task<History> UntilAwayAsync(LimitStage stage, Func<Task> happen)
    {
        var places = stage.Pool.Applications.Count;
        var before = await stage.CallAsync(Connections, 20, chance => new Call(chance.Next(places), chance.Next(CallKind.All.Count)));
        using var stop = new CancellationTokenSource();
        // The leases of two seconds must outlast the second in which it is noticed; those that nobody spends from for a second are given back.
        var load = new Load(stage.Pool, [.. stage.Gateways.Select(gateway => gateway.Port)]) { Connections = 1, Rest = TimeSpan.FromMilliseconds(50) };
        var (running, holding) = (load.RunAsync(chance => new Call(chance.Next(places), 0), stop.Token), load.RunAsync(_ => new Call(0, 0), stop.Token));
        await happen();
        await stage.UntilAvailableAsync(false);
        await stop.CancelAsync();
        return before.And(await running).And(await holding);
    }

    /// <summary>What is left of the leases is spent, and no more; the others go as they are wanted to.</summary>
    private static async Task<History> CallEachWayAsync(LimitStage stage)
    {
        var shares = await stage.CallAsync(Connections, 300, _ => new Call(0, 0));
        Assert.InRange(shares.Count(200), 1, Plenty);
        // The faster it went before, the more there is to spend.
        while (shares.Count(503) == 0) shares = shares.And(await stage.CallAsync(Connections, 300, _ => new Call(0, 0)));
        var refused = await stage.CallAsync(Connections, 5, _ => new Call(1, 0));
        Assert.Equal(refused.Answers.Count, refused.Count(503));
        Assert.Equal("1", await RetryAfterAsync(stage));
        var passed = await stage.CallAsync(Connections, 5, chance => new Call(2, 0));
        Assert.Equal(passed.Answers.Count, passed.Count(200));
        return shares.And(refused).And(passed);
    }

    private static async Task<string?> RetryAfterAsync(LimitStage stage)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{stage.Gateways[0].Port}/hit");
        request.Headers.Host = LoadPool.HostOf(StorePolicy.Deny);
        request.Headers.Add("user_key", LoadPool.KeyOf(1));
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        return response.Headers.RetryAfter?.ToString();
    }

    /// <summary>Uses up what is left, lets all gateways leave, and compares.</summary>
    private static async Task ReckonAsync(LimitStage stage, History history)
    {
        await stage.UntilAvailableAsync(true);
        var tight = new[] { 3, 4 };
        history = history.And(await stage.CallAsync(Connections, 150, chance => new Call(tight[chance.Next(tight.Length)], chance.Next(CallKind.All.Count))));
        var reckoning = await stage.ReckonAsync(history);
        Assert.All(reckoning.Counters.Where(counter => counter.Application.Group.Policy != StorePolicy.Allow), counter => Assert.Equal(0, counter.Over));
        Assert.Empty(reckoning.Differing);
        // Those of Allow too: what passed unbooked has been booked since.
        Assert.Empty(reckoning.Unbooked);
        Assert.Equal(history.Accepted, reckoning.Arrived);
    }

    private static LoadGroup Group(string name, StorePolicy policy, long limit) =>
        new(name, 1, LoadGroup.Limit(Contract.Hits, limit, Period.Eternity), LoadGroup.Limit(CallKind.One, limit, Period.Eternity)) { Policy = policy };
}
