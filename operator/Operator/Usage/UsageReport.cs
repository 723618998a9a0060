using Headgate.Configuration;
using Headgate.Limits;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;

namespace Headgate.Operator.Usage;

/// <summary>What Applications used in the windows of a period.</summary>
/// <param name="Period">The period.</param>
/// <param name="Applications">The Applications, each with the windows in which it used something.</param>
internal sealed record UsageReport(Period Period, IReadOnlyList<(ClusterApplication Application, IReadOnlyList<WindowUsage> Windows)> Applications)
{
    private const int AtOnce = 50;

    /// <summary>Reads it.</summary>
    /// <exception cref="UsageFailure">There is no such Application, or somebody does not answer.</exception>
    public static async Task<UsageReport> ReadAsync(
        UsageRequest request, IReadOnlyList<ClusterApplication> applications, CounterStore store, CancellationToken cancellationToken)
    {
        var now = await CounterStore.AskAsync(store.History.NowAsync);
        var since = Since(request, now);
        var found = new List<(ClusterApplication, IReadOnlyList<WindowUsage>)>();
        foreach (var lot in applications.Chunk(AtOnce))
        {
            var windows = await CounterStore.AskAsync(() => Task.WhenAll(lot.Select(application =>
                store.History.ReadAsync(application.Key.ToString(), request.Period, since, now, cancellationToken))));
            found.AddRange(lot.Zip(windows));
        }
        return new UsageReport(request.Period, found);
    }

    // What is older than what is kept need not be asked for.
    private static DateTimeOffset Since(UsageRequest request, DateTimeOffset now)
    {
        var since = request.Since?.At(now) ?? now;
        if (since > now) throw new UsageFailure($"--since is in the future: it is {Describe.Instant(now)} by Redis' clock.");
        if (Retention.Of(request.Period) is not { } kept) return now;
        var first = now - kept;
        return since > first ? since : CalendarWindow.Of(request.Period, first).Start;
    }
}
