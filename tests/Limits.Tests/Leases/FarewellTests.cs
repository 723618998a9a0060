using Headgate.Configuration;
using Headgate.Limits.Leases;
using Headgate.Limits.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Leases;

/// <summary>What a gateway that leaves gives back.</summary>
public sealed class FarewellTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 5, 15, 10, 20, 30, TimeSpan.Zero));
    private readonly ModelStore _store;
    private readonly StoreHealth _health;
    private readonly LeasedLimitStore _leases;
    private readonly List<UnspentUnits> _returned = [];

    public FarewellTests()
    {
        (_store, _health) = (new ModelStore(_time), new StoreHealth(_time));
        var clock = new ServerClock(_time);
        var source = new LeaseSource(_store.For(clock, _health), clock, _health, static () => 0, _time)
        {
            Farewell = (_, units) =>
            {
                _returned.AddRange(units);
                return Task.CompletedTask;
            },
        };
        _leases = new LeasedLimitStore(source, static _ => { });
    }

    [Fact]
    public async Task All_that_is_held_also_while_the_store_counts_as_away()
    {
        await CallAsync();
        _health.Missed("tests", certain: true);
        await _leases.RunAsync(new CancellationToken(canceled: true));
        Assert.Equal(127, Assert.Single(_returned).Units);
        Assert.Equal(0, _leases.Unspent);
    }

    [Fact]
    public async Task What_is_on_its_way_too()
    {
        await CallAsync();
        // The refill is asked for when a quarter is left.
        for (var call = 0; _store.Waiting == 0; call++) await Call();
        var leaving = _leases.RunAsync(new CancellationToken(canceled: true));
        Assert.False(leaving.IsCompleted);
        Assert.Empty(_returned);
        var used = _store.Used("tenant/app", Contract.Hits, Period.Day, _store.Now);
        var unspent = _leases.Unspent;
        _store.DeliverAll();
        await leaving;
        Assert.Equal(unspent + _store.Used("tenant/app", Contract.Hits, Period.Day, _store.Now) - used, Assert.Single(_returned).Units);
    }

    private async Task CallAsync()
    {
        var call = Call();
        _store.DeliverAll();
        await call;
    }

    private Task<ReserveOutcome> Call()
    {
        var request = new ReserveRequest();
        request.Begin("tenant/app");
        request.AddCost(Contract.Hits, 1);
        request.AddClaim(new Claim { Metric = Contract.Hits, Period = Period.Day, Need = 1, Want = 1, Max = 1_000_000, Enforced = true });
        return _leases.ReserveAsync(request, CancellationToken.None).AsTask();
    }
}
