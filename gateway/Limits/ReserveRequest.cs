using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>
/// What one call asks of the counters of one Application. Reusable, so that a decision allocates nothing; not safe for concurrent use.
/// </summary>
public sealed class ReserveRequest
{
    private Cost[] _costs = new Cost[8];
    private Claim[] _claims = new Claim[8];
    private int _costCount;
    private int _claimCount;

    /// <summary>The Application as <c>namespace/name</c>.</summary>
    public string Application { get; private set; } = "";

    /// <summary>Everything the call costs, per metric, ancestors included: the usage that is counted whether or not a limit looks at it.</summary>
    public ReadOnlySpan<Cost> Costs => _costs.AsSpan(0, _costCount);

    /// <summary>
    /// The limits that the call meets. The store writes its answer into them. A claim on a metric with a cost needs that cost; one on a metric
    /// without books its <see cref="Claim.Need"/> in its own counter alone.
    /// </summary>
    public Span<Claim> Claims => _claims.AsSpan(0, _claimCount);

    /// <summary>The store's clock when it decided; set by the store, default until it answers. Windows are those of this instant.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>What the call wants while the store is away; a store that is never away does not look at it.</summary>
    public StorePolicy WhenUnavailable { get; private set; }

    /// <summary>Forgets what was asked and answered before.</summary>
    /// <param name="application">The Application as <c>namespace/name</c>.</param>
    /// <param name="whenUnavailable">What happens while the store is away.</param>
    public void Begin(string application, StorePolicy whenUnavailable = StorePolicy.LocalShare)
    {
        Application = application;
        WhenUnavailable = whenUnavailable;
        Now = default;
        _costCount = 0;
        _claimCount = 0;
    }

    /// <summary>Adds a cost; a metric is added once.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="units">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer units than 1: they would take usage away and so open a limit.</exception>
    public void AddCost(string metric, long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(units);
        if (_costCount == _costs.Length) Array.Resize(ref _costs, _costCount * 2);
        _costs[_costCount++] = new Cost(metric, units);
    }

    /// <summary>Adds a claim on a limited counter; a metric and period are added once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or less is wanted than needed.</exception>
    public void AddClaim(in Claim claim)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(claim.Need, nameof(claim));
        ArgumentOutOfRangeException.ThrowIfNegative(claim.Max, nameof(claim));
        ArgumentOutOfRangeException.ThrowIfLessThan(claim.Want, claim.Need, nameof(claim));
        if (_claimCount == _claims.Length) Array.Resize(ref _claims, _claimCount * 2);
        _claims[_claimCount++] = claim;
    }

    /// <summary>All that was granted, as units to give back.</summary>
    internal UnspentUnits[] Granted()
    {
        var now = Now;
        return [.. Claims.ToArray().Where(static claim => claim.Granted > 0).Select(claim => UnspentUnits.Of(claim, now))];
    }

    /// <summary>Whether the call costs something of this metric.</summary>
    internal bool HasCost(string metric)
    {
        foreach (ref readonly var cost in Costs)
        {
            if (cost.Metric == metric) return true;
        }
        return false;
    }
}
