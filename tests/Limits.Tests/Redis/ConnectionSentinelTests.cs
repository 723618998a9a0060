using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Sentinels say who the primary is, and the connection follows.</summary>
public class ConnectionSentinelTests(ITestOutputHelper output)
{
    private static readonly TimeSpan DownAfter = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_primary_that_hangs_is_replaced_and_not_gone_back_to_when_it_wakes()
    {
        await using var sentinels = await RedisSentinels.StartAsync(DownAfter, acl: RedisPage.Acl("watcher"));
        await using var stage = ConnectionStage.Open(
            sentinels.Addresses, ("sentinel", sentinels.Name), ("sentinel-user", "watcher"), ("sentinel-password-file", RedisPage.Password));
        await stage.UntilUsableAsync();
        var first = await sentinels.PrimaryAsync();

        first.Pause();
        var began = TimeProvider.System.GetTimestamp();
        await Patience.UntilAsync(async () => (await sentinels.PrimaryAsync()).Port != first.Port, "another primary");
        output.WriteLine($"Sentinels name another primary after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        await Patience.UntilAsync(() => WriteAsync(stage, "1"), $"the new primary after\n{stage.Log}\n");
        output.WriteLine($"it is written to after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:F0} ms");
        output.WriteLine(stage.Log);

        // The old one wakes as it fell asleep, as a primary, until Sentinels make it a replica.
        var generation = stage.Connection.Generation;
        first.Resume();
        Assert.True(await WriteAsync(stage, "2"));
        Assert.Equal("2", await (await sentinels.PrimaryAsync()).RunAsync("GET", "key"));
        Assert.Null(await first.RunAsync("GET", "key"));
        Assert.Equal(generation, stage.Connection.Generation);
        foreach (var sentinel in sentinels.Sentinels) Assert.Empty((object?[])(await sentinel.RunAsync("ACL", "LOG"))!);
    }

    private static async Task<bool> WriteAsync(ConnectionStage stage, string value) =>
        await stage.Connection.Database.ScriptEvaluateAsync("return redis.call('SET', KEYS[1], ARGV[1])", ["key"], [value]).WaitAsync(TimeSpan.FromMilliseconds(100)) is not null;
}
