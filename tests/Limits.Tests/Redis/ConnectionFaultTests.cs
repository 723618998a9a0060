using System.Globalization;
using System.Net;
using System.Text;
using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Networks that spoil what passes: no answer goes to another's question, and the connection recovers.</summary>
public class ConnectionFaultTests(ITestOutputHelper output)
{
    private const int Callers = 32;

    private static readonly Dictionary<string, Fault> Faults = new()
    {
        ["reset in the middle of an answer"] = new Fault { ResetAfter = 5 },
        ["closed by the server's side"] = new Fault { HalfClose = true },
        ["not Redis at all"] = new Fault { Garbage = Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\n\r\n") },
        ["an answer that never ends"] = new Fault { Garbage = Encoding.ASCII.GetBytes("$1000000\r\nabc") },
        ["one byte at a time"] = new Fault { OneByteAtATime = true },
        ["late by 30 ms"] = new Fault { Delay = TimeSpan.FromMilliseconds(30) },
        ["nothing arrives"] = new Fault { Blackhole = true },
    };

    public static TheoryData<string> Names() => [.. Faults.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Answers_are_never_mixed_up_and_the_connection_recovers(string name)
    {
        var fault = Faults[name];
        await using var server = await RedisServer.StartAsync();
        await using var proxy = FaultProxy.Start(server.Port);
        await using var stage = ConnectionStage.Open(proxy.Address);
        await stage.UntilUsableAsync();

        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => AskAsync(stage.Connection, caller, end.Token)).ToList();
        proxy.ToCaller.Fault = fault;
        // Of a fault that ends the connection, until it has; of one that does not, for some answers.
        var generation = stage.Connection.Generation;
        var survives = fault.OneByteAtATime || fault.Delay > TimeSpan.Zero;
        if (!survives) await Patience.UntilAsync(() => stage.Connection.Generation > generation, $"the loss; {stage.Log}");
        else foreach (var _ in Enumerable.Range(0, 3)) await stage.UntilUsableAsync();
        proxy.ToCaller.Fault = Fault.None;
        output.WriteLine($"{name}: usable {(await stage.UntilUsableAsync()).TotalMilliseconds:F0} ms after the fault ended");
        await end.CancelAsync();
        var asked = await Task.WhenAll(callers);
        output.WriteLine($"{asked.Sum(caller => caller.Answered)} answered, {asked.Sum(caller => caller.Failed)} not");
        if (survives) Assert.Empty(stage.Losses);
        // What was given up is closed.
        await Patience.UntilAsync(() => proxy.Open == 1, "one connection");
    }

    [Fact]
    public async Task A_name_is_looked_up_anew_for_another_connection()
    {
        await using var server = await RedisServer.StartAsync();
        var answer = IPAddress.Parse("127.0.0.2");
        await using var connection = RedisConnection.Open(
            new RedisSettings { Addresses = [new RedisAddress("redis.test", server.Port)] }, TimeProvider.System, NullLogger.Instance, (_, _) => Task.FromResult<IPAddress[]>([answer]));
        await Patience.UntilAsync(() => connection.Problem!.Contains("refused", StringComparison.Ordinal), "the old address to be tried");
        answer = IPAddress.Loopback;
        await Patience.UntilAsync(() => connection.IsConnected, "the new address");
    }

    private static async Task<(int Answered, int Failed)> AskAsync(RedisConnection connection, int caller, CancellationToken end)
    {
        var (answered, failed) = (0, 0);
        for (var turn = 0; !end.IsCancellationRequested; turn++)
        {
            var question = string.Create(CultureInfo.InvariantCulture, $"{caller}:{turn}");
            try
            {
                Assert.Equal(question, (string?)await connection.Database.ScriptEvaluateAsync("return ARGV[1]", values: [question]));
                answered++;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
            {
                failed++;
                await Task.Yield();
            }
        }
        return (answered, failed);
    }
}
