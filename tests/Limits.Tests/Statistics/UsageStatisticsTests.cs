using Headgate.Limits.Tests.Stores;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>What counting costs.</summary>
public sealed class UsageStatisticsTests(PrivateRedis redis) : StatisticsTest(redis)
{
    [Fact]
    public async Task Ten_thousand_idle_Applications_cost_no_traffic_and_are_forgotten()
    {
        var (statistics, flusher) = NewProcess();
        for (var number = 0; number < 10_000; number++) statistics.Count(Call($"tenant/app-{number}"));
        await FlushAsync(flusher);
        Assert.Equal(10_000, flusher.Figures.FlushedCalls);
        Assert.Equal((0, 0), (flusher.Figures.PendingEntries, statistics.Waiting));

        var before = Health.Calls;
        for (var second = 0; second < 180; second++) await flusher.FlushAsync();
        Assert.Equal(before, Health.Calls);
        Assert.Equal(0, statistics.Known);

        // They come back as if they had never gone.
        statistics.Count(Call("tenant/app-1"));
        await FlushAsync(flusher);
        Assert.Equal(2, await ReadAsync("hits", application: "tenant/app-1"));
    }

    [Fact]
    public async Task Counting_allocates_nothing_once_it_is_under_way()
    {
        var (statistics, flusher) = NewProcess();
        var request = Ask.For(App).Costing("hits", 2).Costing("search").Limited("hits", Configuration.Period.Day, 9);
        request.Now = Time.GetUtcNow();
        CountMany();
        await FlushAsync(flusher);
        CountMany();
        // What it allocates shows in every round; what the runtime counts to this thread on its own account does not.
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            CountMany();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }));

        void CountMany()
        {
            for (var count = 0; count < 1_000; count++)
            {
                statistics.Count(request);
                statistics.Answered(App, 200, request.Now);
            }
        }
    }

    [Theory, InlineData(0), InlineData(99), InlineData(600), InlineData(-1)]
    public void A_status_that_is_none_is_not_counted(int status)
    {
        var (statistics, flusher) = NewProcess();
        statistics.Answered(App, status, Time.GetUtcNow());
        Assert.Equal(0, flusher.Figures.PendingEntries);
    }
}
