using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>
/// Keeps the counters of Applications. A counter is usage of one (environment, Application, metric, period, window); the environment
/// belongs to the store. Implementations are safe for concurrent use and share one behaviour suite.
/// </summary>
public interface ILimitStore
{
    /// <summary>
    /// Books the request's claims, all or nothing: if for any enforced claim <c>used + need &gt; max</c>, nothing changes anywhere. The
    /// answer (<see cref="Claim.Granted"/>, <see cref="Claim.Used"/>, <see cref="Claim.Epoch"/>, <see cref="ReserveRequest.Now"/>) is
    /// written into the request, which belongs to the store until the task completes.
    /// </summary>
    ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Gives back units that were booked and not spent. Takes effect only while the counter's window and epoch are the ones named, never
    /// creates a counter and never takes one below 0. Is not retried by callers: a lost return errs on the side of refusing.
    /// </summary>
    ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken);

    /// <summary>
    /// Reads counters of one Application, all at one instant, each in its window of that instant: what limits are judged by, so units that
    /// gateways have booked and not spent yet are in it. A counter that nothing was booked in, or whose window is over, reads 0. Changes
    /// nothing: books nothing, creates nothing, begins no window. The answer is written into the counters, which belong to the store until
    /// the task completes.
    /// </summary>
    /// <param name="application">The Application as <c>namespace/name</c>.</param>
    /// <param name="counters">The counters to read; none is allowed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The instant, by the store's clock; null when the store did not answer in time, and then the answers mean nothing.</returns>
    ValueTask<DateTimeOffset?> ReadAsync(string application, Memory<CounterReading> counters, CancellationToken cancellationToken);
}

/// <summary>What became of a <see cref="ReserveRequest"/>.</summary>
public enum ReserveOutcome
{
    /// <summary>
    /// Everything was booked; or, while the store was away, let pass unbooked because the Product wants that
    /// (<see cref="Configuration.StorePolicy.Allow"/>), and then <see cref="Claim.Granted"/> is 0.
    /// </summary>
    Granted,

    /// <summary>An enforced limit would have been passed; nothing was booked.</summary>
    Refused,

    /// <summary>
    /// The store did not answer in time, and the Product does not want its calls to pass then; what was booked is unknown and counts as spent.
    /// </summary>
    Unavailable,
}

/// <summary>Units of one counter to give back.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Period">The period.</param>
/// <param name="WindowStart">Start of the window they were booked in.</param>
/// <param name="Epoch">The counter's epoch when they were booked.</param>
/// <param name="Units">1 or more.</param>
public readonly record struct UnspentUnits(string Metric, Period Period, DateTimeOffset WindowStart, long Epoch, long Units)
{
    /// <summary>All that a claim was granted at an instant.</summary>
    internal static UnspentUnits Of(in Claim claim, DateTimeOffset now) =>
        new(claim.Metric, claim.Period, CalendarWindow.Of(claim.Period, now).Start, claim.Epoch, claim.Granted);
}
