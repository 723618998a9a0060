using Headgate.Gateway.Hosting;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>A gateway in this process whose machine has a wrong clock, beside processes that have the right one.</summary>
internal static class SkewedGateway
{
    /// <summary>Runs load over both and prints the rows.</summary>
    public static async Task<bool> RunAsync(string name, TimeSpan skew)
    {
        var redis = await RedisServer.StartAsync();
        await using var stage = await FaultStage.StartAsync(redis, gateways: 1);
        var settings = GatewaySettings.Parse(new Dictionary<string, string>
        {
            ["config"] = stage.Pool.Root,
            ["address"] = "127.0.0.1",
            ["port"] = "0",
            ["admin-port"] = "0",
            ["access-log"] = "false",
            ["drain-delay"] = "0",
            ["redis"] = stage.Address,
        });
        await using var gateway = await GatewayHost.StartAsync(settings, new SkewedTime(skew));
        var fault = new FaultCase(name, _ => Task.CompletedTask, _ => gateway.StopAsync()) { Lasting = TimeSpan.FromSeconds(62) };
        return await Faults.RunAsync(stage, fault, gateway.Port);
    }

    private sealed class SkewedTime(TimeSpan skew) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + skew;
    }
}
