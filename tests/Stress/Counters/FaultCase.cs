using System.Globalization;
using Headgate.TestSupport.Redis;

namespace Headgate.Stress.Counters;

/// <summary>One thing that goes wrong.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Begin">Makes it so.</param>
/// <param name="End">Ends it; returns when the counters can be reached again.</param>
internal sealed record FaultCase(string Name, Func<FaultStage, Task> Begin, Func<FaultStage, Task> End)
{
    // What everysec may leave unwritten (redis.conf: no slower than a second, two when the disk is busy).
    private static readonly TimeSpan Unsynced = TimeSpan.FromSeconds(2);

    /// <summary>How long it lasts.</summary>
    public TimeSpan Lasting { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Redis' <c>appendfsync</c>; null for nothing written down.</summary>
    public string? AppendFsync { get; init; } = "no";

    /// <summary>What Redis itself may lose, as the documentation says; null when a lost unit is a fault of ours.</summary>
    public string? Excuse { get; init; }

    /// <summary>All of them that need one server.</summary>
    public static IReadOnlyList<FaultCase> All { get; } =
    [
        new("killed, AOF always", stage => stage.Redis.KillAsync(), stage => stage.Redis.StartAgainAsync()) { AppendFsync = "always" },
        new("killed, AOF everysec", stage => stage.Redis.KillAsync(), stage => stage.Redis.StartAgainAsync()) { AppendFsync = "everysec" },
        new("its machine dies, AOF everysec", CutOffAsync, stage => stage.Redis.StartAgainAsync()) { AppendFsync = "everysec", Excuse = "two seconds" },
        new("killed, nothing kept", stage => stage.Redis.KillAsync(), stage => stage.Redis.StartAgainAsync()) { AppendFsync = null, Excuse = "all that Redis held" },
        new("stopped (SIGSTOP)", Sync(stage => stage.Redis.Pause()), Sync(stage => stage.Redis.Resume())),
        Slow(40),
        Slow(100),
        Slow(300),
        Spoilt("answers reset after 3 bytes", new Fault { ResetAfter = 3 }),
        Spoilt("answers half-closed", new Fault { HalfClose = true }),
        Spoilt("answers byte by byte", new Fault { OneByteAtATime = true }),
        Spoilt("answers lost", new Fault { Blackhole = true }),
        Spoilt("answers garbage", new Fault { Garbage = "!?\r\n"u8.ToArray() }),
        new("read-only replica", Run("REPLICAOF", "127.0.0.1", "1"), Run("REPLICAOF", "NO", "ONE")),
        new("too few replicas", Run("CONFIG", "SET", "min-replicas-to-write", "1"), Run("CONFIG", "SET", "min-replicas-to-write", "0")),
        new("out of memory", Run("CONFIG", "SET", "maxmemory", "1"), Run("CONFIG", "SET", "maxmemory", "0")),
        new("scripts forgotten", Run("SCRIPT", "FLUSH"), Run("SCRIPT", "FLUSH")),
        new("a gateway killed", stage => stage.Gateways[0].KillAsync(), stage => stage.Gateways[0].StartAgainAsync()) { Excuse = "one flush of statistics" },
        new("all gateways restarted", RestartAsync, Sync(_ => { })) { Lasting = TimeSpan.Zero },
    ];

    private static FaultCase Slow(int milliseconds) =>
        Spoilt(string.Create(CultureInfo.InvariantCulture, $"answers {milliseconds} ms late"), new Fault { Delay = TimeSpan.FromMilliseconds(milliseconds) });

    private static FaultCase Spoilt(string name, Fault fault) =>
        new(name, Sync(stage => stage.Proxy.ToCaller.Fault = fault), Sync(stage => stage.Proxy.ToCaller.Fault = Fault.None));

    private static Func<FaultStage, Task> Run(params string[] command) => stage => stage.Redis.RunAsync(command);

    private static Func<FaultStage, Task> Sync(Action<FaultStage> act) => stage =>
    {
        act(stage);
        return Task.CompletedTask;
    };

    /// <summary>What a machine that dies costs at most: all that was appended in the last two seconds is gone.</summary>
    private static async Task CutOffAsync(FaultStage stage)
    {
        var file = Directory.EnumerateFiles(stage.Redis.Directory, "*.incr.aof", SearchOption.AllDirectories).Single();
        var kept = new FileInfo(file).Length;
        await Task.Delay(Unsynced, CancellationToken.None);
        await stage.Redis.KillAsync();
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
        RandomAccess.SetLength(handle, kept);
    }

    private static async Task RestartAsync(FaultStage stage)
    {
        foreach (var gateway in stage.Gateways)
        {
            await gateway.StopAsync();
            await gateway.StartAgainAsync();
        }
    }
}
