using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>What was added up arrives in a real redis-server, in the right windows.</summary>
public sealed class UsageFlusherTests(PrivateRedis redis) : StatisticsTest(redis)
{
    // Edges of minute, hour, day, week, month, year and leap day: (an instant, the second after it).
    public static TheoryData<string, int> Edges() => new()
    {
        { "2128-02-28T23:59:59Z", 3 },  // a leap year: the 29th is a day of February (minute, hour, day)
        { "2128-02-29T23:59:59Z", 5 },  // and its last one, a Sunday: week and month as well
        { "2130-12-31T23:59:59Z", 6 },  // a Sunday too: year as well
        { "2133-05-17T23:59:59Z", 4 },  // a Sunday
        { "2133-05-13T10:20:59Z", 1 },
        { "2133-05-13T10:59:59Z", 2 },
    };

    [Theory, MemberData(nameof(Edges))]
    public async Task A_call_is_counted_in_the_window_of_each_period_that_holds_it(string last, int changing)
    {
        var (statistics, flusher) = NewProcess();
        var before = DateTimeOffset.Parse(last, System.Globalization.CultureInfo.InvariantCulture);
        var after = before.AddSeconds(1);
        statistics.Count(Call(units: 3, at: before));
        statistics.Count(Call(units: 4, at: after));
        await FlushAsync(flusher);

        var apart = 0;
        for (var period = Period.Minute; period <= Period.Eternity; period++)
        {
            var (one, other) = (await ReadAsync("hits", period, at: before), await ReadAsync("hits", period, at: after));
            var isApart = CalendarWindow.Of(period, before) != CalendarWindow.Of(period, after);
            Assert.Equal(isApart ? (3, 4) : (7, 7), (one, other));
            if (isApart) apart++;
            var expiry = await Redis.Database.KeyExpireTimeAsync(WindowOf(period, at: before));
            Assert.Equal(CalendarWindow.Of(period, before).End?.UtcDateTime + Retention.Of(period), expiry);
        }
        Assert.Equal(changing, apart);
    }

    [Fact]
    public async Task Everything_that_was_counted_arrives_while_many_count_and_it_is_flushed()
    {
        const int Applications = 250;
        const int Calls = 40_000;
        var (statistics, flusher) = NewProcess();
        var counting = Task.Run(() => Parallel.For(0, Calls, new ParallelOptions { MaxDegreeOfParallelism = 4 }, number =>
        {
            var request = Ask.For($"tenant/app-{number % Applications}").Costing("hits").Costing("bytes", 5);
            request.Now = Wednesday.AddYears(100).AddSeconds(number / 100);
            statistics.Count(request);
            statistics.Answered(request.Application, 200 + (number % 4 * 100), request.Now);
        }), TestContext.Current.CancellationToken);
        while (!counting.IsCompleted) await flusher.FlushAsync();
        await counting;
        await FlushAsync(flusher);

        foreach (var period in new[] { Period.Year, Period.Eternity })
        {
            var sums = new Dictionary<string, long>();
            for (var number = 0; number < Applications; number++)
            {
                foreach (var entry in await Redis.Database.HashGetAllAsync(WindowOf(period, $"tenant/app-{number}")))
                    sums[entry.Name!] = sums.GetValueOrDefault(entry.Name!) + (long)entry.Value;
            }
            Assert.Equal(
                new Dictionary<string, long> { ["hits"] = Calls, ["bytes"] = 5 * Calls, ["#2xx"] = Calls / 4, ["#3xx"] = Calls / 4, ["#4xx"] = Calls / 4, ["#5xx"] = Calls / 4 },
                sums);
        }
        Assert.Equal((Calls, 6L * Calls, 0), (flusher.Figures.FlushedCalls, flusher.Figures.FlushedUnits, flusher.Figures.PendingEntries));
        Assert.NotNull(flusher.Figures.LastSuccess);
    }

    [Fact]
    public async Task Many_Applications_go_in_one_script_and_on_a_Cluster_each_in_its_own()
    {
        foreach (var (isCluster, scripts) in new[] { (false, 3), (true, 250) })
        {
            var (statistics, flusher) = NewProcess(isCluster);
            for (var number = 0; number < 250; number++) statistics.Count(Call($"{isCluster}/{number}"));
            var before = Health.Calls - Health.Failed;
            await FlushAsync(flusher);
            Assert.Equal(scripts, Health.Calls - Health.Failed - before);
            for (var number = 0; number < 250; number++) Assert.Equal(1, await ReadAsync("hits", application: $"{isCluster}/{number}"));
        }
    }

    [Fact]
    public async Task A_key_that_holds_something_else_harms_itself_alone()
    {
        var (statistics, flusher) = NewProcess();
        await Redis.Database.StringSetAsync(WindowOf(Period.Day), "not ours");
        statistics.Count(Call(units: 7));
        statistics.Answered(App, 200, Time.GetUtcNow());
        statistics.Count(Call("tenant/other", units: 2));
        Assert.True(await flusher.FlushAsync());

        Assert.Equal(7, await ReadAsync("hits", Period.Hour));
        Assert.Equal(7, await ReadAsync("hits", Period.Eternity));
        Assert.Equal(2, await ReadAsync("hits", Period.Day, "tenant/other"));
        Assert.Equal("not ours", await Redis.Database.StringGetAsync(WindowOf(Period.Day)));
        Assert.Equal(8, flusher.Figures.BlockedUnits);
    }

    [Fact]
    public async Task The_counter_of_a_limit_learns_of_calls_that_it_has_not_booked()
    {
        var (statistics, flusher) = NewProcess();
        var store = NewStore();
        var booked = Ask.For(App).Costing("hits", 2).Limited("hits", Period.Eternity, 100);
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(booked, TestContext.Current.CancellationToken));
        statistics.Count(booked);
        statistics.Count(Call(units: 5));
        await FlushAsync(flusher);

        Assert.Equal((7, 7), (await ReadAsync("hits"), await ReadAsync("hits|used")));
        // No limit looks at days: there is no such counter, and none is made.
        Assert.False(await Redis.Database.HashExistsAsync(WindowOf(Period.Day, at: booked.Now), "hits|used"));

        // A claim that looks and books nothing leaves the units unbooked.
        var looked = Ask.For(App).Costing("hits", 3);
        looked.AddClaim(new Claim { Metric = "hits", Period = Period.Eternity, Need = 0, Want = 0, Max = 100, Enforced = true });
        Assert.Equal(ReserveOutcome.Granted, await store.ReserveAsync(looked, TestContext.Current.CancellationToken));
        statistics.Count(looked);
        await FlushAsync(flusher);
        Assert.Equal((10, 10), (await ReadAsync("hits"), await ReadAsync("hits|used")));
    }

    [Fact]
    public async Task A_counter_that_is_full_stays_full()
    {
        var (statistics, flusher) = NewProcess();
        for (var count = 0; count < 3; count++)
        {
            statistics.Count(Call(units: long.MaxValue - 1));
            await FlushAsync(flusher);
        }
        Assert.Equal((1L << 53) - 1, await ReadAsync("hits"));
    }

    [Fact]
    public async Task An_Application_that_has_an_old_answer_leaves_no_key_behind()
    {
        var (statistics, flusher) = NewProcess();
        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-30);
        statistics.Answered(App, 101, longAgo);
        await FlushAsync(flusher);
        Assert.False(await Redis.Database.KeyExistsAsync(WindowOf(Period.Minute, at: longAgo)));
        Assert.Equal(1, await ReadAsync("#1xx"));
    }
}
