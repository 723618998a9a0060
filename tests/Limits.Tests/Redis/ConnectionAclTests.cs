using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Limits.Tests.Stores;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>The rights that <c>docs/redis.md</c> tells people to give are enough, and none is too much. Those on Sentinels: <see cref="ConnectionSentinelTests"/>.</summary>
public class ConnectionAclTests
{
    private const string App = "tenant/app";

    // Of use on a Cluster alone, while it moves slots.
    private static readonly string[] NotMetHere = ["asking"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_gateway_needs_the_rights_that_are_written_and_no_others() => ShowAsync("gateway", async (database, keys) =>
    {
        var health = new StoreHealth(TimeProvider.System);
        var statistics = new UsageStatistics(TimeProvider.System);
        var scripts = new ScriptRunner(database, health, Patience.Deadline);
        var flusher = new UsageFlusher(statistics, scripts, keys, () => false, givenTime: null);
        var store = new RedisLimitStore(scripts, keys, TimeProvider.System, givenTime: null);
        var request = Ask.For(App).Costing("hits", 2).Limited("hits", Period.Day, 10);
        await Patience.UntilAsync(async () => await store.ReserveAsync(request, Token) == ReserveOutcome.Granted, "a booking");
        await store.ReturnAsync(App, new[] { request.Unspent(0, 1) }, Token);
        await store.ReadAsync(App, new CounterReading[] { new() { Metric = "hits", Period = Period.Day } }, Token);
        statistics.Count(request);
        statistics.Answered(App, 200, request.Now);
        await Patience.UntilAsync(flusher.FlushAsync, "a flush");
        await scripts.SendAsync(Script.Probe, [keys.Probe("me")], []);
    });

    [Fact]
    public Task An_operator_needs_the_rights_that_are_written_and_no_others() => ShowAsync("operator", async (database, keys) =>
    {
        var (history, lifetime) = (new UsageHistory(database, keys), new CounterLifetime(database, keys));
        var now = await history.NowAsync();
        await history.ReadAsync(App, Period.Day, now, now, Token);
        await history.ReadAsync([(App, "hits", Period.Day)], now, Token);
        await new CounterAdjustment(database, keys).TakeOffAsync(App, "hits", Period.Day, null, now);
        await new CounterAdjustment(database, keys).TakeOffAsync(App, "hits", Period.Eternity, null, now);
        await foreach (var application in lifetime.ApplicationsAsync(Token)) await lifetime.EndAsync(application);
        await lifetime.KeepAsync(App);
    });

    private static async Task ShowAsync(string user, Func<Func<IDatabase>, CounterKeys, Task> work)
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Acl = RedisPage.Acl(user) });
        await server.RunAsync("CONFIG", "RESETSTAT");
        await using var stage = ConnectionStage.Open(server.Address, ("user", user), ("password-file", RedisPage.Password));
        await Patience.UntilAsync(() => stage.Connection.IsConnected, $"a connection {stage.Log}");
        // One PING belongs to connecting; its pulse comes too.
        await Patience.UntilAsync(async () => (string)(await server.RunAsync("INFO", "commandstats"))! is var seen
            && seen.Contains("cmdstat_ping:", StringComparison.Ordinal) && !seen.Contains("cmdstat_ping:calls=1,", StringComparison.Ordinal), "a pulse");
        await Patience.UntilAsync(
            async () =>
            {
                await work(() => stage.Connection.Database, new CounterKeys(stage.Connection.Prefix, "production"));
                return true;
            },
            "all that it has rights for");
        Assert.Empty((object?[])(await server.RunAsync("ACL", "LOG"))!);

        var used = (string)(await server.RunAsync("INFO", "commandstats"))!;
        Assert.All(RedisPage.CommandsOf(user).Except(NotMetHere), command => Assert.Contains($"cmdstat_{command}:", used, StringComparison.Ordinal));

        await Patience.UntilAsync(async () => (await RefusalAsync(stage.Connection.Database)).Contains("NOPERM", StringComparison.Ordinal), "a refusal of what is not written");
        Assert.NotEmpty((object?[])(await server.RunAsync("ACL", "LOG"))!);
    }

    private static async Task<string> RefusalAsync(IDatabase database)
    {
        try
        {
            await database.ScriptEvaluateAsync("return redis.call('HSET', KEYS[1], 'a', '1')", ["other:1"]);
            return "";
        }
        catch (RedisServerException refused)
        {
            return refused.Message;
        }
    }
}
