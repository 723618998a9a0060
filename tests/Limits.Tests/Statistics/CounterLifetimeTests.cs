using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>Counters of Applications that are gone end.</summary>
public sealed class CounterLifetimeTests(PrivateRedis redis) : StatisticsTest(redis)
{
    private CounterLifetime Lifetime => new(() => Redis.Database, Keys);

    [Fact]
    public async Task Every_Application_of_the_environment_and_installation_is_found()
    {
        var (statistics, flusher) = NewProcess();
        for (var number = 0; number < 2_500; number++) statistics.Count(Call($"tenant/app-{number}"));
        await FlushAsync(flusher);
        foreach (var other in new[] { PrivateRedis.NewKeys(), new CounterKeys(Keys.Tagged("")[..33], "staging") })
            await Redis.Database.HashSetAsync(other.Window("tenant/other", Period.Eternity, default), "hits", 1);

        var found = new HashSet<string>();
        await foreach (var application in Lifetime.ApplicationsAsync(TestContext.Current.CancellationToken)) found.Add(application);
        Assert.Equal(2_500, found.Count);
        Assert.Contains("tenant/app-1234", found);
    }

    [Fact]
    public async Task They_end_once_and_are_kept_when_the_Application_is_back()
    {
        var (statistics, flusher) = NewProcess();
        statistics.Count(Call(units: 3));
        await FlushAsync(flusher);
        Assert.True(await Lifetime.EndAsync(App));
        Assert.False(await Lifetime.EndAsync(App));
        Assert.InRange((await Redis.Database.KeyTimeToLiveAsync(WindowOf(Period.Eternity)))!.Value, TimeSpan.FromDays(29), CounterLifetime.Kept);

        // A last flush of a gateway changes nothing of that.
        statistics.Count(Call());
        await FlushAsync(flusher);
        Assert.NotNull(await Redis.Database.KeyTimeToLiveAsync(WindowOf(Period.Eternity)));

        Assert.True(await Lifetime.KeepAsync(App));
        Assert.False(await Lifetime.KeepAsync(App));
        Assert.Null(await Redis.Database.KeyTimeToLiveAsync(WindowOf(Period.Eternity)));
        Assert.Equal(4, await ReadAsync("hits"));
        Assert.False(await Lifetime.EndAsync("tenant/never"));
    }
}
