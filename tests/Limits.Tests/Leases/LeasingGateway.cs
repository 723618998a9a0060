using Headgate.Configuration;
using Headgate.Limits.Leases;
using Headgate.Limits.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Leases;

/// <summary>One gateway with its leases of a <see cref="ModelStore"/>, and what it let pass.</summary>
internal sealed class LeasingGateway
{
    private readonly List<(ReserveRequest Request, Task<ReserveOutcome> Outcome)> _calls = [];

    public LeasingGateway(ModelStore store, FakeTimeProvider time)
    {
        Health = new StoreHealth(time);
        var clock = new ServerClock(time);
        Leases = new LeasedLimitStore(new LeaseSource(store.For(clock, Health), clock, Health, () => Generation, time), static _ => { });
    }

    public LeasedLimitStore Leases { get; }

    public StoreHealth Health { get; }

    /// <summary>Grows when its connection is lost.</summary>
    public long Generation { get; set; }

    /// <summary>Makes a call; its outcome may be there only after questions were delivered.</summary>
    public Task<ReserveOutcome> Call(ReserveRequest request)
    {
        var outcome = Leases.ReserveAsync(request, CancellationToken.None).AsTask();
        _calls.Add((request, outcome));
        return outcome;
    }

    /// <summary>One call of an Application under a limit on hits.</summary>
    public Task<ReserveOutcome> Call(long max, long units = 1, Period period = Period.Day, StorePolicy policy = StorePolicy.LocalShare)
    {
        var request = new ReserveRequest();
        request.Begin("tenant/app", policy);
        request.AddCost("hits", units);
        request.AddClaim(new Claim { Metric = "hits", Period = period, Need = units, Want = units, Max = max, Enforced = true });
        return Call(request);
    }

    /// <summary>The calls that passed.</summary>
    public async Task<IReadOnlyList<ReserveRequest>> PassedAsync()
    {
        await Task.WhenAll(_calls.Select(call => call.Outcome));
        return [.. _calls.Where(call => call.Outcome.Result == ReserveOutcome.Granted).Select(call => call.Request)];
    }
}
