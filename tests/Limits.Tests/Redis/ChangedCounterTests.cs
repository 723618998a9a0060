using Headgate.Configuration;
using Headgate.Limits.Leases;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Limits.Tests.Redis.Servers;

namespace Headgate.Limits.Tests.Redis;

/// <summary>A counter that is reset or credited while two gateways spend leases of it: nobody passes what was given, and nothing falls below nought.</summary>
public abstract class ChangedCounterBehaviour(SharedServer server) : IAsyncLifetime
{
    private const string Application = "tenant/app";
    private const long Limit = 500;
    private const int Callers = 8;

    public ValueTask InitializeAsync() => server.UseAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    // All of it; less than was used; more than was used.
    [InlineData(null)]
    [InlineData(120)]
    [InlineData(10_000)]
    public async Task Under_load_no_more_passes_than_the_limit_and_what_was_taken_off(int? units)
    {
        var keys = server.NewKeys();
        var gateways = Enumerable.Range(0, 2).Select(_ => NewGateway(keys)).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        long accepted = 0;
        var callers = gateways.SelectMany(gateway => Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(gateway, caller)))).ToList();
        while (Interlocked.Read(ref accepted) < Limit / 2) await Task.Yield();

        var adjustment = new CounterAdjustment(() => server.Database, keys);
        var (before, after) = await adjustment.TakeOffAsync(Application, Contract.Hits, Period.Eternity, units, DateTimeOffset.UtcNow);
        Assert.Equal(Math.Max(0, before - (units ?? before)), after);
        // Refusals are remembered for a moment; afterwards each is asked anew.
        while (await UsedAsync(keys) < Limit) await Task.Yield();
        await stop.CancelAsync();
        await Task.WhenAll(callers);
        foreach (var gateway in gateways) await gateway.GiveBackAsync(all: true);

        Assert.InRange(accepted, Limit / 2, Limit + before - after);
        Assert.InRange(await UsedAsync(keys), 0, Limit);

        async Task CallAsync(LeasedLimitStore gateway, int caller)
        {
            var request = new ReserveRequest();
            while (!stop.IsCancellationRequested)
            {
                request.Begin(Application);
                var need = caller % 2 == 0 ? 1 : 5;
                request.AddCost(Contract.Hits, need);
                request.AddClaim(new Claim { Metric = Contract.Hits, Period = Period.Eternity, Need = need, Want = need, Max = Limit, Enforced = true });
                if (await gateway.ReserveAsync(request, CancellationToken.None) == ReserveOutcome.Granted) Interlocked.Add(ref accepted, need);
                else await Task.Yield();
            }
        }
    }

    private LeasedLimitStore NewGateway(CounterKeys keys)
    {
        var (time, health) = (TimeProvider.System, new StoreHealth(TimeProvider.System));
        var counters = new RedisLimitStore(server.Scripts(health), keys, time, givenTime: null);
        return new LeasedLimitStore(new LeaseSource(counters, counters.Clock, health, () => 0, time), static _ => { });
    }

    private async Task<long> UsedAsync(CounterKeys keys) =>
        (long)await server.Database.HashGetAsync(keys.Window(Application, Period.Eternity, default), Contract.Hits + CounterKeys.UsedSuffix);
}

/// <summary>On redis-server.</summary>
public sealed class ChangedCounterTests(SharedRedis redis) : ChangedCounterBehaviour(redis);

/// <summary>On Garnet.</summary>
public sealed class GarnetChangedCounterTests(SharedGarnet garnet) : ChangedCounterBehaviour(garnet);

/// <summary>On Valkey.</summary>
[Trait(ValkeyServer.Needs, ValkeyServer.Program)]
public sealed class ValkeyChangedCounterTests(SharedValkey valkey) : ChangedCounterBehaviour(valkey);
