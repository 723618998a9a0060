using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Limits.Tests.Stores;
using Headgate.TestSupport.Redis;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>What tests of statistics share: a process that counts, and a look at what Redis has.</summary>
public abstract class StatisticsTest(PrivateRedis redis) : IClassFixture<PrivateRedis>, IAsyncLifetime
{
    protected const string App = "tenant/app";

    protected static readonly DateTimeOffset Wednesday = new(2026, 5, 13, 10, 20, 30, TimeSpan.Zero);

    protected PrivateRedis Redis { get; } = redis;

    protected CounterKeys Keys { get; } = PrivateRedis.NewKeys();

    protected StoreHealth Health { get; } = new(TimeProvider.System);

    // Windows in the future: nothing expires while it is looked at.
    protected FakeTimeProvider Time { get; } = new(Wednesday.AddYears(100));

    /// <summary>Runs scripts for as long as they take: the machine's load decides no test.</summary>
    private protected ScriptRunner Scripts => new(() => Redis.Database, Health, Patience.Deadline);

    public async ValueTask InitializeAsync() => await Redis.UseAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>A gateway's statistics.</summary>
    private protected (UsageStatistics Statistics, UsageFlusher Flusher) NewProcess(bool isCluster = false, int mostEntries = UsageStatistics.MostEntries)
    {
        var statistics = new UsageStatistics(Time, mostEntries);
        return (statistics, new UsageFlusher(statistics, Scripts, Keys, () => isCluster, givenTime: null));
    }

    /// <summary>Limits' counters of the same environment.</summary>
    private protected RedisLimitStore NewStore() => new(Scripts, Keys, TimeProvider.System, givenTime: null);

    /// <summary>An accepted call that no limit looked at.</summary>
    protected ReserveRequest Call(string application = App, long units = 1, DateTimeOffset? at = null)
    {
        var request = Ask.For(application).Costing("hits", units);
        request.Now = at ?? Time.GetUtcNow();
        return request;
    }

    /// <summary>Flushes until all of it is taken.</summary>
    protected static Task FlushAsync(UsageFlusher flusher) => Patience.UntilAsync(flusher.FlushAsync, "everything is flushed");

    /// <summary>A field of a window's hash; 0 when it is not there.</summary>
    protected async Task<long> ReadAsync(string field, Period period = Period.Eternity, string application = App, DateTimeOffset? at = null) =>
        (long)await Redis.Database.HashGetAsync(WindowOf(period, application, at), field);

    /// <summary>The hash of a window.</summary>
    protected RedisKey WindowOf(Period period, string application = App, DateTimeOffset? at = null) =>
        Keys.Window(application, period, CalendarWindow.Of(period, at ?? Time.GetUtcNow()).Start);
}
