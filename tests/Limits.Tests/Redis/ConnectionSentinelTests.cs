using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Sentinels say who the primary is, and the connection follows.</summary>
public class ConnectionSentinelTests(ITestOutputHelper output)
{
    private static readonly TimeSpan DownAfter = TimeSpan.FromMilliseconds(500);

    // Nobody is to be taken for dead because the machine is busy.
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_primary_that_hangs_is_replaced_and_not_gone_back_to_when_it_wakes()
    {
        await using var sentinels = await RedisSentinels.StartAsync(Never, acl: RedisPage.Acl("watcher"));
        await using var stage = ConnectionStage.Open(
            sentinels.Addresses, ("sentinel", sentinels.Name), ("sentinel-user", "watcher"), ("sentinel-password-file", RedisPage.Password));
        await stage.UntilUsableAsync();
        var (first, second) = (sentinels.Servers[0], sentinels.Servers[1]);
        await first.RunAsync("CONFIG", "RESETSTAT");

        first.Pause();
        var began = TimeProvider.System.GetTimestamp();
        await sentinels.SetDownAfterAsync(DownAfter);
        await Patience.UntilAsync(async () => await sentinels.PrimaryAsync() == second, "another primary");
        output.WriteLine($"Sentinels name another primary after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        // Before, a write may still go to the one that hangs, and is done when it wakes.
        await Patience.UntilAsync(() => Connections(stage, second) > 0, "a connection to it");
        await WriteAsync(stage, "1");
        output.WriteLine($"it is written to after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        output.WriteLine(stage.Log);

        // The old one wakes as it fell asleep, as a primary, until Sentinels make it a replica.
        await sentinels.SetDownAfterAsync(Never);
        var before = Connections(stage, first);
        first.Resume();
        await WriteAsync(stage, "2");
        Assert.Equal("2", await second.RunAsync("GET", "key"));
        // As a replica it has the key, but has run no script.
        Assert.DoesNotContain("cmdstat_eval", (string)(await first.RunAsync("INFO", "commandstats"))!, StringComparison.Ordinal);
        Assert.Equal(before, Connections(stage, first));
        foreach (var sentinel in sentinels.Sentinels) Assert.Empty((object?[])(await sentinel.RunAsync("ACL", "LOG"))!);
    }

    private static int Connections(ConnectionStage stage, RedisServer server) =>
        stage.Log.Split('\n').Count(line => line.StartsWith($"Connected to Redis {server.Address};", StringComparison.Ordinal));

    private static Task WriteAsync(ConnectionStage stage, string value) => Patience.UntilAsync(
        async () => await stage.Connection.Database.ScriptEvaluateAsync("return redis.call('SET', KEYS[1], ARGV[1])", ["key"], [value]) is not null, $"a write; {stage.Log}");
}
