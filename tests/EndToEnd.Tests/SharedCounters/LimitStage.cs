using Headgate.Configuration;
using Headgate.TestLoad;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.EndToEnd.Tests.SharedCounters;

/// <summary>A real Redis behind a proxy, gateway processes that share it, an upstream that counts, and callers.</summary>
internal sealed class LimitStage : IAsyncDisposable
{
    private const int Tries = 4;

    private readonly List<GatewayProcess> _gateways = [];

    private LimitStage(RedisServer redis, IReadOnlyList<LoadGroup> groups)
    {
        Redis = redis;
        Proxy = FaultProxy.Start(redis.Port);
        Pool = new LoadPool(Upstream.Port, groups);
    }

    public RedisServer Redis { get; }

    public FaultProxy Proxy { get; }

    public CountingUpstream Upstream { get; } = CountingUpstream.Start();

    public LoadPool Pool { get; }

    public IReadOnlyList<GatewayProcess> Gateways => _gateways;

    /// <summary>Starts all of it.</summary>
    public static async Task<LimitStage> StartAsync(int gateways, params IReadOnlyList<LoadGroup> groups)
    {
        var stage = new LimitStage(await RedisServer.StartAsync(new RedisOptions { AppendFsync = "always" }), groups);
        try
        {
            stage._gateways.AddRange(await GatewayProcess.StartManyAsync(gateways, stage.Pool.Root, stage.Proxy.Address));
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Tries something that wants every unit, for as long as a gateway lost a connection that nobody spoilt: on a machine that stands still for two
    /// seconds it gives Redis up, and what it had asked for counts as spent.
    /// </summary>
    public static async Task UndisturbedAsync(int gateways, IReadOnlyList<LoadGroup> groups, Func<LimitStage, Task> act)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var stage = await StartAsync(gateways, groups);
            try
            {
                await act(stage);
                return;
            }
            catch (Exception) when (attempt < Tries && stage.Gateways.Any(gateway => gateway.Log.Contains("Lost Redis", StringComparison.Ordinal)))
            {
                TestContext.Current.SendDiagnosticMessage("A gateway lost its connection while the machine was busy: once more.");
            }
        }
    }

    /// <summary>Callers on so many connections to each gateway.</summary>
    public Load Load(int connections) => new(Pool, [.. Gateways.Select(gateway => gateway.Port)]) { Connections = connections };

    /// <summary>Calls until every connection has called so often, or the stop is cancelled.</summary>
    public Task<History> CallAsync(int connections, long callsEach, Func<Random, Call> next) =>
        Load(connections).RunAsync(next, callsEach, TestContext.Current.CancellationToken);

    /// <summary>Calls a gateway once.</summary>
    public async Task<int> StatusOfAsync(int gateway, int application, int kind = 0)
    {
        var load = new Load(Pool, Gateways[gateway].Port) { Connections = 1 };
        var history = await load.RunAsync(_ => new Call(application, kind), 1, TestContext.Current.CancellationToken);
        return history.Answers[0].Status;
    }

    /// <summary>Waits until these gateways, or all, say so of their store.</summary>
    public Task UntilAvailableAsync(bool available, params GatewayProcess[] some) => Patience.UntilAsync(
        async () => (await Task.WhenAll((some.Length > 0 ? some : Gateways).Select(gateway => gateway.StatusAsync()))).All(status => status.Store!.Available == available),
        available ? "gateways that have their store" : "gateways that miss their store");

    /// <summary>What Redis holds of an Application's hits of all time.</summary>
    public async Task<StoredUsage> StoredAsync(int application = 0)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Patience.Client(Redis.Address));
        return await StoredUsage.ReadAsync(connection.GetDatabase(), Pool.Applications[application].Name, Contract.Hits, Period.Eternity, default);
    }

    /// <summary>Has all gateways leave, and looks at what stands in Redis beside what callers saw.</summary>
    public async Task<Reckoning> ReckonAsync(History history)
    {
        foreach (var gateway in Gateways) await gateway.StopAsync();
        return await Reckoning.MakeAsync(history, Upstream, Redis.Address);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways) await gateway.DisposeAsync();
        await Proxy.DisposeAsync();
        await Upstream.DisposeAsync();
        await Redis.DisposeAsync();
        Pool.Dispose();
    }
}
