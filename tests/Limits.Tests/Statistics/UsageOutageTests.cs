using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>Nothing is lost or counted twice when Redis does not answer, or is away.</summary>
public sealed class UsageOutageTests(PrivateRedis redis) : StatisticsTest(redis)
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_taken_and_not_answered_is_counted_once(bool isCluster)
    {
        var statistics = new UsageStatistics(Time);
        var flusher = new UsageFlusher(statistics, new ScriptRunner(() => Redis.Database, Health, TimeSpan.FromMilliseconds(500)), Keys, () => isCluster, givenTime: null);
        for (var number = 0; number < 120; number++) statistics.Count(Call($"tenant/app-{number}", units: 3));
        // Redis holds what it gets until the flusher has given up, and then runs it: the answer reaches nobody.
        await Redis.Server.RunAsync("CLIENT", "PAUSE", "600000", "WRITE");
        Assert.False(await flusher.FlushAsync());
        Assert.Equal((0, 240), (flusher.Figures.FlushedCalls, flusher.Figures.PendingEntries));
        for (var number = 0; number < 120; number++) statistics.Count(Call($"tenant/app-{number}"));
        await Redis.Server.RunAsync("CLIENT", "UNPAUSE");
        await FlushAsync(flusher);

        for (var number = 0; number < 120; number++) Assert.Equal(4, await ReadAsync("hits", application: $"tenant/app-{number}"));
        Assert.Equal((240, 480, 0), (flusher.Figures.FlushedCalls, flusher.Figures.FlushedUnits, flusher.Figures.PendingEntries));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task An_outage_is_settled_when_Redis_is_back(bool isCluster)
    {
        var (statistics, flusher) = NewProcess(isCluster);
        var began = Time.GetUtcNow();
        statistics.Count(Call());
        await FlushAsync(flusher);
        await Redis.Server.KillAsync();
        for (var second = 0; second < 300; second++)
        {
            statistics.Count(Call());
            statistics.Answered(App, 200, Time.GetUtcNow());
            statistics.Count(Call("tenant/other", units: 2));
            Time.Advance(TimeSpan.FromSeconds(1));
            if (second % 60 == 0) Assert.False(await flusher.FlushAsync());
        }
        Assert.NotNull(Health.Current);
        await Redis.Server.StartAgainAsync();
        await FlushAsync(flusher);

        Assert.Equal((301, 300, 600), (await ReadAsync("hits"), await ReadAsync("#2xx"), await ReadAsync("hits", application: "tenant/other")));
        Assert.Equal(31, await ReadAsync("hits", Period.Minute, at: began));
        Assert.Equal(60, await ReadAsync("hits", Period.Minute, at: began.AddMinutes(1)));
        Assert.Equal((601, 901, 0), (flusher.Figures.FlushedCalls, flusher.Figures.FlushedUnits, flusher.Figures.PendingEntries));
    }

    [Fact]
    public async Task What_finds_no_room_is_counted_as_lost_and_the_rest_is_kept()
    {
        // Room for five Applications with one metric.
        var (statistics, flusher) = NewProcess(mostEntries: 10);
        for (var round = 0; round < 3; round++)
        {
            for (var number = 0; number < 8; number++)
            {
                statistics.Count(Call($"tenant/app-{number}", units: 4));
                statistics.Answered($"tenant/app-{number}", 200, Time.GetUtcNow());
            }
        }
        var figures = flusher.Figures;
        Assert.Equal((9, 36, 9, 10), (figures.LostCalls, figures.LostUnits, figures.LostAnswers, figures.PendingEntries));
        await FlushAsync(flusher);
        Assert.Equal((15, 60), (flusher.Figures.FlushedCalls, flusher.Figures.FlushedUnits));
        Assert.Equal(12, await ReadAsync("hits", application: "tenant/app-4"));

        // There is room again.
        statistics.Count(Call("tenant/app-7"));
        await FlushAsync(flusher);
        Assert.Equal(1, await ReadAsync("hits", application: "tenant/app-7"));
        Assert.Equal(9, flusher.Figures.LostCalls);
    }

    [Fact]
    public async Task Nothing_is_sent_until_it_is_known_whether_it_is_a_Cluster()
    {
        bool? isCluster = null;
        var statistics = new UsageStatistics(Time);
        var flusher = new UsageFlusher(statistics, Scripts, Keys, () => isCluster, givenTime: null);
        statistics.Count(Call("tenant/one"));
        statistics.Count(Call("tenant/two"));
        Assert.False(await flusher.FlushAsync());
        Assert.Equal((0, 4), (Health.Calls, flusher.Figures.PendingEntries));
        isCluster = true;
        await FlushAsync(flusher);
        Assert.Equal(2, Health.Calls);
    }

    [Fact]
    public async Task It_is_flushed_each_second_and_at_the_end()
    {
        var (statistics, flusher) = NewProcess();
        using var stop = new CancellationTokenSource();
        var running = flusher.RunAsync(stop.Token);
        statistics.Count(Call());
        Time.Advance(UsageFlusher.Interval);
        while (flusher.Figures.FlushedCalls == 0) await Task.Yield();
        Assert.Equal(1, await ReadAsync("hits"));
        statistics.Count(Call());
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, await ReadAsync("hits"));
    }

    [Fact]
    public async Task A_process_that_ends_without_Redis_says_what_it_lost()
    {
        var (statistics, flusher) = NewProcess();
        await Redis.Server.KillAsync();
        statistics.Count(Call(units: 5));
        Assert.False(await flusher.FlushAsync());
        statistics.Count(Call(units: 6));
        var ending = flusher.RunAsync(new CancellationToken(canceled: true));
        while (!ending.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }
        await ending;
        Assert.Equal((2, 11, 0), (flusher.Figures.LostCalls, flusher.Figures.LostUnits, flusher.Figures.PendingEntries));
        await Redis.Server.StartAgainAsync();
    }
}
