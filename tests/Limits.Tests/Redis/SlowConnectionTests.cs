using System.Text;
using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Connecting where answers are slow, or come to nothing.</summary>
public class SlowConnectionTests(ITestOutputHelper output)
{
    // More than the first attempt may take is what the second one is for.
    [Theory]
    [InlineData(600)]
    [InlineData(1200)]
    public async Task A_server_that_answers_slowly_is_connected_to(int milliseconds)
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Password = "secret" });
        await using var proxy = FaultProxy.Start(server.Port);
        proxy.ToCaller.Fault = new Fault { Delay = TimeSpan.FromMilliseconds(milliseconds) };
        await using var stage = ConnectionStage.Open(proxy.Address, ("password-file", "secret"));
        var took = await Patience.UntilAsync(() => stage.Connection.IsConnected, $"a connection; {stage.Log}");
        output.WriteLine($"connected after {took.TotalMilliseconds:F0} ms, by {proxy.Accepted} connections");
        proxy.ToCaller.Fault = Fault.None;
        await stage.UntilUsableAsync();
        await Patience.UntilAsync(() => proxy.Open == 1, "one connection");
    }

    [Theory]
    [InlineData("!?\r\n")]
    [InlineData("")]
    public async Task What_was_swallowed_while_connecting_does_not_keep_from_a_server_that_is_well_again(string instead)
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = FaultProxy.Start(server.Port);
        proxy.ToCaller.Fault = new Fault { Garbage = Encoding.ASCII.GetBytes(instead) };
        var began = TimeProvider.System.GetTimestamp();
        await using var stage = ConnectionStage.Open(proxy.Address);
        // It was told once that nobody is there who answers as Redis: attempts of every kind are under way.
        await Patience.UntilAsync(() => stage.Log.Contains("does not answer as Redis", StringComparison.Ordinal), $"a line that says so; {stage.Log}");
        output.WriteLine($"{proxy.Accepted} connections in {TimeProvider.System.GetElapsedTime(began).TotalSeconds:F1} s");
        proxy.ToCaller.Fault = Fault.None;
        var took = await stage.UntilUsableAsync();
        output.WriteLine($"usable after {took.TotalMilliseconds:F0} ms");
        await Patience.UntilAsync(() => proxy.Open == 1, "one connection");
    }
}
