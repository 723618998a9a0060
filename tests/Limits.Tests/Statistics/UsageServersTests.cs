using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Limits.Tests.Redis;
using Headgate.Limits.Tests.Redis.Servers;
using Headgate.Limits.Tests.Stores;
using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Statistics;

/// <summary>
/// Statistics are written, read, changed and ended in the same way on a Cluster, on Valkey and on Garnet, over the connection that gateways and the operator use.
/// </summary>
public sealed class UsageServersTests
{
    // More than are sent at once, and on every node of a Cluster.
    private const int Applications = 120;
    private const int Rounds = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_Cluster()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await ShowAsync(cluster.Nodes[1].Address, isCluster: true);
    }

    [Fact]
    public async Task On_Garnet()
    {
        await using var garnet = await GarnetServer.StartAsync();
        await ShowAsync(garnet.Address, isCluster: false);
    }

    [Fact, Trait(ValkeyServer.Needs, ValkeyServer.Program)]
    public async Task On_Valkey()
    {
        ValkeyServer.SkipUnlessInstalled();
        await using var valkey = await ValkeyServer.StartAsync();
        await ShowAsync(valkey.Address, isCluster: false);
    }

    [Fact, Trait(ValkeyServer.Needs, ValkeyServer.Program)]
    public async Task On_a_Cluster_of_Valkey()
    {
        ValkeyServer.SkipUnlessInstalled();
        await using var cluster = await RedisCluster.StartAsync(program: ValkeyServer.Program);
        await ShowAsync(cluster.Nodes[1].Address, isCluster: true);
    }

    private static async Task ShowAsync(string address, bool isCluster)
    {
        await using var stage = ConnectionStage.Open(address);
        var keys = new CounterKeys(stage.Connection.Prefix, "production");
        var history = new UsageHistory(() => stage.Connection.Database, keys);
        var now = await AskAsync(history.NowAsync);
        var figures = await FlushAsync(stage.Connection, keys, now);
        Assert.Equal(isCluster, stage.Connection.IsCluster);
        Assert.Equal((Rounds * Applications, 0, 0), (figures.FlushedCalls, figures.PendingEntries, figures.BlockedUnits));

        for (var number = 0; number < Applications; number++)
        {
            var (name, units) = (NameOf(number), number + 1L);
            var minutes = await AskAsync(() => history.ReadAsync(name, Period.Minute, now.AddMinutes(-5), now, Token));
            Assert.Equal(Enumerable.Repeat(units, Rounds), minutes.Select(minute => minute.Units["hits"]));
            var ever = Assert.Single(await AskAsync(() => history.ReadAsync(name, Period.Eternity, now, now, Token)));
            Assert.Equal((Rounds * units, Rounds), (ever.Units["hits"], ever.Answers[2]));
        }
        await ShowChangesAsync(stage.Connection, keys, history, now);
        await ShowLifetimeAsync(stage.Connection, keys);
    }

    /// <summary>Counts calls of several minutes, so that most batches name some window more than once; none is sent before it is known what is there.</summary>
    private static async Task<FlushFigures> FlushAsync(RedisConnection connection, CounterKeys keys, DateTimeOffset now)
    {
        var statistics = new UsageStatistics(TimeProvider.System);
        var flusher = new UsageFlusher(statistics, () => connection.Database, keys, new StoreHealth(TimeProvider.System), () => connection.IsCluster);
        for (var round = 0; round < Rounds; round++)
        {
            for (var number = 0; number < Applications; number++)
            {
                var request = Ask.For(NameOf(number)).Costing("hits", number + 1);
                request.Now = now.AddMinutes(-round);
                statistics.Count(request);
                statistics.Answered(NameOf(number), 200, request.Now);
            }
        }
        await Patience.UntilAsync(flusher.FlushAsync, "everything is flushed");
        return flusher.Figures;
    }

    private static async Task ShowChangesAsync(RedisConnection connection, CounterKeys keys, UsageHistory history, DateTimeOffset now)
    {
        var adjustment = new CounterAdjustment(() => connection.Database, keys);
        for (var number = 1; number < 12; number++)
        {
            var (name, all) = (NameOf(number), Rounds * (number + 1L));
            // One that nobody heard of may have been made: it may be asked for twice.
            var (before, after) = await AskAsync(() => adjustment.TakeOffAsync(name, "hits", Period.Eternity, 4, now));
            Assert.InRange(before, 0, all);
            Assert.Equal(Math.Max(0, before - 4), after);
            Assert.Equal(0, (await AskAsync(() => adjustment.TakeOffAsync(name, "hits", Period.Eternity, null, now))).After);
            Assert.Equal(new CounterUse(all, 0), Assert.Single(await AskAsync(() => history.ReadAsync([(name, "hits", Period.Eternity)], now, Token))));
        }
    }

    private static async Task ShowLifetimeAsync(RedisConnection connection, CounterKeys keys)
    {
        var lifetime = new CounterLifetime(() => connection.Database, keys);
        var found = await AskAsync(async () => await lifetime.ApplicationsAsync(Token).ToHashSetAsync(StringComparer.Ordinal, Token));
        Assert.Equal(Enumerable.Range(0, Applications).Select(NameOf).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        foreach (var name in found.Take(12))
        {
            await Patience.UntilAsync(async () => !await lifetime.EndAsync(name), "counters that end");
            Assert.NotNull(await AskAsync(() => connection.Database.KeyTimeToLiveAsync(keys.Window(name, Period.Eternity, default))));
            await Patience.UntilAsync(async () => !await lifetime.KeepAsync(name), "counters that stay");
            Assert.Null(await AskAsync(() => connection.Database.KeyTimeToLiveAsync(keys.Window(name, Period.Eternity, default))));
        }
    }

    /// <summary>Asks until there is an answer: on a busy machine one may take longer than the connection bears.</summary>
    private static async Task<T> AskAsync<T>(Func<Task<T>> question)
    {
        T answer = default!;
        await Patience.UntilAsync(
            async () =>
            {
                answer = await question();
                return true;
            },
            "an answer");
        return answer;
    }

    private static string NameOf(int number) => $"tenant/app-{number}";
}
