using Headgate.TestLoad;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>
/// What callers see while Redis or a gateway fails, for each policy: whether a limit was passed, an accepted call lost, how long decisions took, and how
/// soon all is well again. Callers rest between calls, so that their queue is not what is measured.
/// </summary>
internal static class Faults
{
    private const int Gateways = 2;
    private const int Connections = 12;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(4);

    /// <summary>Prints a table.</summary>
    /// <param name="part">Of the names of the faults to show; empty for all.</param>
    public static async Task<bool> ReportAsync(string part)
    {
        FaultTable.Head();
        var right = true;
        foreach (var fault in FaultCase.All.Where(fault => fault.Name.Contains(part, StringComparison.OrdinalIgnoreCase)))
        {
            var redis = await RedisServer.StartAsync(new RedisOptions { AppendFsync = fault.AppendFsync });
            await using var stage = await FaultStage.StartAsync(redis, Gateways);
            right &= await RunAsync(stage, fault);
        }
        foreach (var (name, run) in Special.Where(special => special.Name.Contains(part, StringComparison.OrdinalIgnoreCase))) right &= await run(name);
        return right;
    }

    private static IReadOnlyList<(string Name, Func<string, Task<bool>> Run)> Special { get; } =
    [
        ("primary killed, Sentinels fail over", ManyServers.FailOverAsync),
        ("primary killed, Sentinels fail over, min-replicas-to-write 1", ManyServers.FailOverWithReplicaAsync),
        ("Cluster resharded", ManyServers.ReshardAsync),
        ("a gateway's clock 10 s ahead", name => SkewedGateway.RunAsync(name, TimeSpan.FromSeconds(10))),
        ("a gateway's clock 10 s behind", name => SkewedGateway.RunAsync(name, -TimeSpan.FromSeconds(10))),
    ];

    /// <summary>Lets one fault happen under load, and prints its rows.</summary>
    public static async Task<bool> RunAsync(FaultStage stage, FaultCase fault, params IReadOnlyList<int> morePorts)
    {
        var load = new Load(stage.Pool, [.. stage.Gateways.Select(gateway => gateway.Port), .. morePorts]) { Connections = Connections, Rest = Rest };
        // What is compiled during the first calls is not what is measured.
        using var warm = new CancellationTokenSource(Steady);
        var before = await load.RunAsync(stage.Next, 50, warm.Token);
        using var stop = new CancellationTokenSource();
        var running = load.RunAsync(stage.Next, stop.Token);
        await Task.Delay(Steady, CancellationToken.None);
        var began = load.Now;
        await fault.Begin(stage);
        await Task.Delay(fault.Lasting, CancellationToken.None);
        await fault.End(stage);
        var ended = load.Now;
        await Task.Delay(Steady, CancellationToken.None);
        await stop.CancelAsync();
        var history = before.And(await running);
        foreach (var gateway in stage.Gateways) await gateway.StopAsync();
        return await FaultTable.PrintAsync(fault, stage, history, began, ended);
    }
}
