using Headgate.Configuration;

namespace Headgate.Limits.Leases;

/// <summary>
/// One question to the store, for one call or ahead of need. What the leases hold of the call's need is set aside until the answer is there, so
/// that no other call spends it; the question asks for the rest. Guarded by its Application's lock while it is prepared and concluded.
/// </summary>
internal sealed class LeaseQuestion(string application)
{
    private readonly List<(Lease Lease, long Held)> _parts = [];

    /// <summary>What is asked, then what was answered.</summary>
    public ReserveRequest Request { get; } = new();

    /// <summary>Asks for what a call needs, or without one for what low leases want; returns the units that must be given back first.</summary>
    public UnspentUnits[] Prepare(ReserveRequest? call, Func<string, Period, Lease> leaseOf, List<Lease> leases, LeaseSource source)
    {
        _parts.Clear();
        Request.Begin(application);
        if (call is null)
        {
            foreach (var lease in leases.Where(lease => lease.IsLow)) Add(lease, lease.Refill(), 0, source);
            return [];
        }
        List<UnspentUnits> before = [];
        foreach (ref readonly var claim in call.Claims)
        {
            var lease = leaseOf(claim.Metric, claim.Period);
            if (!lease.IsUnder(claim) && lease.GiveBack(source.Generation()) is { } units) before.Add(units);
            lease.Bind(claim);
            Add(lease, claim, lease.Hold(claim.Need), source);
        }
        return [.. before];
    }

    /// <summary>Puts the answer into the leases; whether a call whose question was granted may pass.</summary>
    public bool Conclude(ReserveOutcome outcome, LeaseSource source)
    {
        var passes = outcome == ReserveOutcome.Granted;
        for (var index = 0; index < _parts.Count; index++)
        {
            var (lease, held) = _parts[index];
            ref readonly var answered = ref Request.Claims[index];
            var same = outcome switch
            {
                ReserveOutcome.Granted => lease.Take(answered, Request.Now, source.Generation()),
                ReserveOutcome.Refused => lease.TakeRefusal(answered, Request.Now, source.Time),
                // What was asked for counts as spent; what was held is still there.
                _ => true,
            };
            // Units of another window or life of the counter have lapsed.
            if (same) lease.Release(held);
            else if (held > 0) passes = false;
        }
        return passes;
    }

    /// <summary>Lets the call pass: all it needs lies in the leases now.</summary>
    public ReserveOutcome Pay(ReserveRequest call, long timestamp)
    {
        foreach (ref var claim in call.Claims)
        {
            foreach (var (lease, _) in _parts)
            {
                if (lease.Metric == claim.Metric && lease.Period == claim.Period) lease.Spend(ref claim, timestamp);
            }
        }
        return ReserveOutcome.Granted;
    }

    private void Add(Lease lease, in Claim claim, long held, LeaseSource source)
    {
        var need = claim.Need - held;
        Request.AddClaim(new Claim
        {
            Metric = claim.Metric,
            Period = claim.Period,
            Need = need,
            Want = Math.Max(need, lease.Wanted(claim.Need, source.Time)),
            Max = claim.Max,
            Enforced = claim.Enforced,
        });
        _parts.Add((lease, held));
    }
}
