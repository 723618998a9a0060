using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>A Cluster is recognised, and followed when it changes.</summary>
public class ConnectionClusterTests(ITestOutputHelper output)
{
    private const int Keys = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_reshard_is_followed_and_a_lost_node_comes_back()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var stage = ConnectionStage.Open(cluster.Nodes[0].Address);
        await stage.UntilUsableAsync();
        Assert.True(stage.Connection.IsCluster);

        var tallies = Enumerable.Range(0, Keys).Select(key => new Tally($"{{app{key}}}")).ToList();
        using var moved = new CancellationTokenSource();
        var counting = CountUntilAsync(stage.Connection, tallies, moved.Token);
        await cluster.MoveSlotsAsync(0, 2);
        await moved.CancelAsync();
        output.WriteLine($"{await counting} rounds of {Keys} scripts while a third of the slots moved; {tallies.Sum(tally => tally.Unknown)} without an answer");
        foreach (var tally in tallies)
        {
            long sum = -1;
            await Patience.UntilAsync(
                async () => (sum = (long)await stage.Connection.Database.ScriptEvaluateAsync("return tonumber(redis.call('GET', KEYS[1]))", [$"{tally.Tag}:a"])) >= 0, "a sum");
            Assert.InRange(sum, tally.Answered, tally.Answered + tally.Unknown);
        }

        var before = stage.Connection.Generation;
        await cluster.Nodes[1].KillAsync();
        await Patience.UntilAsync(() => stage.Connection.Generation > before, "the loss of a node");
        await cluster.Nodes[1].StartAgainAsync();
        // A node that was away holds back for two seconds, in case it missed a failover (CLUSTER_WRITABLE_DELAY of cluster.c).
        var took = await Patience.UntilAsync(
            async () => (await Task.WhenAll(tallies.Select(tally => CountAsync(stage.Connection, tally)))).All(answered => answered), "all keys");
        output.WriteLine($"a node is used again {took.TotalMilliseconds:F0} ms after it is back");
    }

    private static async Task<int> CountUntilAsync(RedisConnection connection, IReadOnlyList<Tally> tallies, CancellationToken end)
    {
        var rounds = 0;
        for (; !end.IsCancellationRequested; rounds++)
        {
            await Task.WhenAll(tallies.Select(tally => CountAsync(connection, tally)));
            // The servers need some of the processor to move slots.
            await Task.Delay(Pause, CancellationToken.None);
        }
        return rounds;
    }

    private static async Task<bool> CountAsync(RedisConnection connection, Tally tally)
    {
        try
        {
            await connection.Database.ScriptEvaluateAsync("redis.call('INCR', KEYS[1]); return redis.call('INCR', KEYS[2])", [$"{tally.Tag}:a", $"{tally.Tag}:b"]);
            tally.Answered++;
            return true;
        }
        catch (RedisServerException exception) when (exception.Kind == RedisErrorKind.TryAgain)
        {
            // One of the keys has moved and the other has not: nothing was done.
            return false;
        }
        catch (Exception exception) when (exception is RedisTimeoutException or RedisConnectionException or ObjectDisposedException)
        {
            // A machine that is very busy, or the node that was lost.
            tally.Unknown++;
            return false;
        }
    }

    private sealed class Tally(string tag)
    {
        public string Tag { get; } = tag;

        public int Answered { get; set; }

        public int Unknown { get; set; }
    }
}
