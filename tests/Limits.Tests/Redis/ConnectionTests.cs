using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Connections to a single server, and what becomes of them when it fails.</summary>
public class ConnectionTests(ITestOutputHelper output)
{
    private const string Secret = "a-password-nobody-may-see";

    [Fact]
    public async Task A_server_that_is_down_is_connected_to_once_it_is_up()
    {
        await using var server = await RedisServer.StartAsync();
        await server.KillAsync();
        await using var stage = ConnectionStage.Open(server.Address);
        Assert.False(stage.Connection.IsConnected);
        Assert.Throws<RedisConnectionException>(() => stage.Connection.Database);
        await Patience.UntilAsync(() => stage.Log.Contains("refused", StringComparison.Ordinal), "a line that says why");
        var connected = 0;
        stage.Connection.Connected += () => Interlocked.Increment(ref connected);

        await server.StartAgainAsync();
        Print("first connection once the server answers", await stage.UntilUsableAsync());
        await Patience.UntilAsync(() => Volatile.Read(ref connected) > 0 && stage.Connection.Problem is null, "a connection that is told of");
        Assert.InRange(stage.Connection.Generation, 1, long.MaxValue);
        // The same reason is told once, however many attempts fail for it.
        var lines = stage.Log.Split('\n');
        Assert.DoesNotContain(lines.Zip(lines.Skip(1)), pair => pair.First == pair.Second);
    }

    [Fact]
    public async Task A_server_that_was_killed_is_used_again_once_it_is_back()
    {
        await using var server = await RedisServer.StartAsync();
        await using var stage = ConnectionStage.Open(server.Address);
        await stage.UntilUsableAsync();
        for (var round = 1; round <= 3; round++)
        {
            var before = stage.Connection.Generation;
            await server.KillAsync();
            Print("noticed", await Patience.UntilAsync(() => !stage.Connection.IsConnected, "the loss"));
            await server.StartAgainAsync();
            var took = await stage.UntilUsableAsync();
            Print("usable after kill -9 and restart", took);
            Assert.InRange(stage.Connection.Generation, before + 2, long.MaxValue);
        }
        var lines = stage.Log.Split('\n');
        var lost = lines.Count(line => line.StartsWith("Lost", StringComparison.Ordinal));
        Assert.InRange(lost, 3, int.MaxValue);
        Assert.Equal(lost + 1, lines.Count(line => line.StartsWith("Connected", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_that_hangs_is_given_up_and_found_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var stage = ConnectionStage.Open(server.Address);
        await stage.UntilUsableAsync();
        server.Pause();
        Print("a stopped server is given up", await Patience.UntilAsync(() => !stage.Connection.IsConnected, "the loss"));
        server.Resume();
        var took = await stage.UntilUsableAsync();
        Print("usable after SIGCONT", took);
        Assert.Contains("does not answer", stage.Log, StringComparison.Ordinal);
        // What was opened meanwhile is closed again.
        await Patience.UntilAsync(async () => ((string)(await server.RunAsync("CLIENT", "LIST"))!).Trim().Split('\n').Length == 2, "one connection beside the question's own");
    }

    [Fact]
    public async Task A_password_file_that_changes_is_used_without_a_restart()
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Password = "first" });
        await using var stage = ConnectionStage.Open(server.Address, ("password-file", "first"));
        await stage.UntilUsableAsync();
        var before = stage.Connection.Generation;

        await server.RunAsync("ACL", "SETUSER", "default", ">second", "<first");
        stage.Write("password-file", "second");
        var took = await Patience.UntilAsync(() => stage.Connection.Generation > before, "another connection");
        Print("a new password in use", took);
        await stage.UntilUsableAsync();
        Assert.Empty(stage.Losses);
    }

    [Fact]
    public async Task A_password_is_never_told()
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Password = Secret });
        await using (var stage = ConnectionStage.Open(server.Address, ("password-file", Secret + "x")))
        {
            await Patience.UntilAsync(() => stage.Log.Contains("WRONGPASS", StringComparison.Ordinal), "a line that says why");
            output.WriteLine(stage.Log);
            Assert.DoesNotContain(Secret, stage.Log + stage.Connection.Problem, StringComparison.Ordinal);
            stage.Write("password-file", Secret);
            await stage.UntilUsableAsync();
            Assert.DoesNotContain(Secret, stage.Log, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_primary_that_was_made_a_replica_is_left_and_the_next_address_taken()
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync();
        await using var stage = ConnectionStage.Open($"{first.Address},{second.Address}");
        await stage.UntilUsableAsync();
        Assert.Contains($"Connected to Redis {first.Address}", stage.Log, StringComparison.Ordinal);

        await first.RunAsync("REPLICAOF", "127.0.0.1", second.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Patience.UntilAsync(async () => await stage.Connection.Database.ScriptEvaluateAsync("return redis.call('SET', KEYS[1], '1')", ["key"]) is not null, "a write");
        Assert.Equal("1", await second.RunAsync("GET", "key"));
        Assert.Contains("replica now", stage.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slots_are_those_of_Redis()
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Directives = ["cluster-enabled yes"] });
        foreach (var key in new[] { "headgate:1:{production/acme/mobile}:day:1", "plain", "{}all", "a{b}{c}", "{{x}}", "é{ü}", "", "{" })
            Assert.Equal((long)(await server.RunAsync("CLUSTER", "KEYSLOT", key))!, RedisConnection.SlotOf(key));
    }

    private void Print(string what, TimeSpan time) => output.WriteLine($"{what}: {time.TotalMilliseconds:F0} ms");
}
