using Headgate.Configuration;

namespace Headgate.Limits;

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

    /// <summary>
    /// Asked: the units without which the call cannot pass, 0 or more. 0 books nothing and is refused only by a counter that is past its limit
    /// already: a look, or a refill of a lease ahead of need.
    /// </summary>
    public required long Need { get; init; }

    /// <summary>Asked: the units that would be welcome, so that later calls need not ask; at least <see cref="Need"/>.</summary>
    public required long Want { get; init; }

    /// <summary>Asked: the limit's value, 0 or more.</summary>
    public required long Max { get; init; }

    /// <summary>Asked: whether the limit refuses. One that only observes is booked and never refuses.</summary>
    public required bool Enforced { get; init; }

    /// <summary>Answered: units booked, 0 after a refusal.</summary>
    public long Granted { get; set; }

    /// <summary>Answered: the counter after this request, other gateways' bookings included; after a refusal as it stands.</summary>
    public long Used { get; set; }

    /// <summary>Answered: changes whenever the counter is reset, credited or lost.</summary>
    public long Epoch { get; set; }

    /// <summary>
    /// Answered: whether all that is booked stands in the statistics too, so that nobody holds units which could come back. What is refused then stays
    /// refused until the window ends, unless somebody changes the counter by hand. False where that is not known.
    /// </summary>
    public bool Settled { get; set; }

    /// <summary>Answered: units that are left, 0 when the counter stands at or above the limit.</summary>
    public readonly long Remaining => Math.Max(0, Max - Used);

    /// <summary>
    /// Answered: whether the call passes this limit, or would have passed it had it not been refused. For a limit that observes this is
    /// what enforcing it would have refused.
    /// </summary>
    public readonly bool OverLimit => Used > Max - (Granted > 0 ? 0 : Need);

    /// <summary>Answered: whether this claim is one that refused the call. Means nothing before an answer.</summary>
    public readonly bool Exceeded => Enforced && Granted == 0 && OverLimit;
}
