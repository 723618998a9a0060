using System.Collections.Concurrent;
using Headgate.Gateway.Pipeline;
using Headgate.Limits;

namespace Headgate.Gateway.Telemetry;

/// <summary>
/// Counts the calls that passed and would have been refused if a limit that only observes were enforced, per Product and limit. Bounded by the limits
/// that plans have.
/// </summary>
public sealed class WouldRefuseCounters
{
    private readonly ConcurrentDictionary<(string Product, string Limit), long> _counts = new();

    /// <summary>Counts a call that was accepted.</summary>
    public void Add(Call call)
    {
        foreach (ref readonly var claim in call.Reservation.Claims)
        {
            if (claim.Enforced || !claim.OverLimit) continue;
            _counts.AddOrUpdate((call.Product.Name, RateLimitFields.PolicyName(claim)), 1, static (_, count) => count + 1);
        }
    }

    /// <summary>All counts, by Product and limit; a limit is named as in <c>RateLimit-Policy</c>.</summary>
    public IEnumerable<(string Product, string Limit, long Count)> Read() =>
        _counts.Select(entry => (entry.Key.Product, entry.Key.Limit, entry.Value)).OrderBy(entry => entry, Comparer<(string, string, long)>.Create(static (one, other) =>
            string.CompareOrdinal(one.Item1, other.Item1) is not 0 and var byProduct ? byProduct : string.CompareOrdinal(one.Item2, other.Item2)));
}
