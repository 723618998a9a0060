using Headgate.Configuration;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.EndToEnd.Tests.SharedCounters;

/// <summary>Gateway processes that share a real Redis: what the plan allows passes, to the unit, and is in the statistics, to the unit.</summary>
public class ExactOverGatewaysTests
{
    private const int Connections = 16;
    private const int CallsEach = 25;

    private static readonly LoadGroup[] Groups =
    [
        .. new[] { 1L, 7, 100, 900 }.Select(limit => new LoadGroup($"one-{limit}", 1, LoadGroup.Limit(Contract.Hits, limit, Period.Eternity))),
        // Each call meets three limits: that of its method binds for one, that of all hits when both are called.
        new("three", 2, Limits(CallKind.One, 300), Limits(CallKind.Five, 250), Limits(Contract.Hits, 500), LoadGroup.Limit(Contract.Hits, 1_000_000, Period.Year)),
        new("observed", 1, LoadGroup.Limit(Contract.Hits, 3, Period.Eternity, LimitMode.Observe)),
    ];

    [Fact]
    public Task Exactly_the_limits_pass_over_two_gateways_and_are_in_the_statistics() => LimitStage.UndisturbedAsync(gateways: 2, Groups, async stage =>
    {
        var places = stage.Pool.Applications.Count;
        // Until all is used up, how ever long that takes: units may lie with a gateway that is not asked for a moment.
        var history = await stage.CallAsync(Connections, CallsEach, Any);
        await Patience.UntilAsync(
            async () =>
            {
                if (IsUsedUp(history)) return true;
                history = history.And(await stage.CallAsync(2, CallsEach, Any));
                return false;
            },
            "limits that are used up");

        var reckoning = await stage.ReckonAsync(history);
        Assert.All(reckoning.Counters, counter => Assert.Equal(0, counter.Over));
        Assert.Empty(reckoning.Unbooked);
        Assert.Empty(reckoning.Differing);
        Assert.Equal(history.Accepted, reckoning.Arrived);
        Assert.Equal(history.Answers.Count, history.Count(200) + history.Count(429) + history.Count(503));
        Assert.DoesNotContain(history.Answers, answer => answer.Application == places - 1 && answer.Status == 429);

        Call Any(Random chance) => new(chance.Next(places), chance.Next(CallKind.All.Count));
    });

    private static bool IsUsedUp(History history) => history.Counters()
        .Where(counter => counter.Limit is { Metric: Contract.Hits, Period: Period.Eternity, Mode: LimitMode.Enforce })
        .All(counter => counter.Accepted == counter.Limit.Value);

    private static Limit Limits(string metric, long value) => LoadGroup.Limit(metric, value, Period.Eternity);
}
