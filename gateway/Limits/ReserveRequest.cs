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

    /// <summary>The limits that the call meets. The store writes its answer into them.</summary>
    public Span<Claim> Claims => _claims.AsSpan(0, _claimCount);

    /// <summary>The store's clock when it decided; set by the store. Windows are those of this instant.</summary>
    public DateTimeOffset Now { get; set; }

    /// <summary>Forgets what was asked before.</summary>
    public void Begin(string application)
    {
        Application = application;
        Now = default;
        _costCount = 0;
        _claimCount = 0;
    }

    /// <summary>Adds a cost; a metric is added once.</summary>
    public void AddCost(string metric, long units)
    {
        if (_costCount == _costs.Length) Array.Resize(ref _costs, _costCount * 2);
        _costs[_costCount++] = new Cost(metric, units);
    }

    /// <summary>Adds a claim on a limited counter.</summary>
    public void AddClaim(in Claim claim)
    {
        if (_claimCount == _claims.Length) Array.Resize(ref _claims, _claimCount * 2);
        _claims[_claimCount++] = claim;
    }
}

/// <summary>Units of one metric that a call costs.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Units">1 or more.</param>
public readonly record struct Cost(string Metric, long Units);

/// <summary>One limited counter a call meets: what is asked, then what was answered.</summary>
public struct Claim
{
    /// <summary>Asked: the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Asked: the period.</summary>
    public required Period Period { get; init; }

    /// <summary>Asked: the units without which the call cannot pass.</summary>
    public required long Need { get; init; }

    /// <summary>Asked: the units that would be welcome, so that later calls need not ask; at least <see cref="Need"/>.</summary>
    public required long Want { get; init; }

    /// <summary>Asked: the limit's value.</summary>
    public required long Max { get; init; }

    /// <summary>Asked: whether the limit refuses. One that only observes is booked and never refuses.</summary>
    public required bool Enforced { get; init; }

    /// <summary>Answered: units booked, 0 after a refusal.</summary>
    public long Granted { get; set; }

    /// <summary>Answered: the counter after this request, other gateways' bookings included.</summary>
    public long Used { get; set; }

    /// <summary>Answered: changes whenever the counter is reset, credited or lost.</summary>
    public long Epoch { get; set; }

    /// <summary>Answered: units that are left, 0 when the counter stands at or above the limit.</summary>
    public readonly long Remaining => Math.Max(0, Max - Used);

    /// <summary>Whether this claim refuses the call, judged by <see cref="Used"/> before it was booked.</summary>
    public readonly bool Exceeded => Enforced && Granted == 0 && Used > Max - Need;
}
