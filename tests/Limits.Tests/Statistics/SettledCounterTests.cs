using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>Whether a refusal is final: the script sees what is booked beside what statistics have counted.</summary>
public sealed class SettledCounterTests(PrivateRedis redis) : StatisticsTest(redis)
{
    private const long Max = 10;

    private readonly StoreHealth _health = new(TimeProvider.System);

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_refusal_is_settled_once_all_that_is_booked_has_been_flushed(bool isCluster)
    {
        var (statistics, flusher) = NewProcess(isCluster);
        var store = StoreOfTheTestsTime();
        for (var call = 0; call < Max; call++)
        {
            var request = Request();
            Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(request, TestContext.Current.CancellationToken));
            statistics.Count(request);
            // Until the last but one nothing is settled: a unit may be on lease.
            if (call == Max - 2) await FlushAsync(flusher);
        }
        Assert.Equal((ReserveOutcome.Refused, false), await AskAsync(store));
        await FlushAsync(flusher);
        Assert.Equal((ReserveOutcome.Refused, true), await AskAsync(store));
    }

    [Fact]
    public async Task With_a_unit_on_lease_it_is_not()
    {
        var (statistics, flusher) = NewProcess();
        var store = StoreOfTheTestsTime();
        var request = Request(want: Max);
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(request, TestContext.Current.CancellationToken));
        statistics.Count(request);
        var other = Request(need: Max - 2);
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(other, TestContext.Current.CancellationToken));
        await FlushAsync(flusher);
        Assert.Equal((ReserveOutcome.Refused, false), await AskAsync(store, need: 2));
    }

    private static async Task<(ReserveOutcome Outcome, bool Settled)> AskAsync(RedisLimitStore store, long need = 1)
    {
        var request = Request(need);
        return (await store.ReserveAsync(request, TestContext.Current.CancellationToken), request.Claims[0].Settled);
    }

    private RedisLimitStore StoreOfTheTestsTime() => new(new ScriptRunner(() => Redis.Database, _health, TimeSpan.FromMinutes(1)), Keys, Time, Time);

    private static ReserveRequest Request(long need = 1, long want = 1)
    {
        var request = Ask.For(App).Costing(Contract.Hits, need);
        request.AddClaim(new Claim { Metric = Contract.Hits, Period = Period.Eternity, Need = need, Want = Math.Max(need, want), Max = Max, Enforced = true });
        return request;
    }
}
