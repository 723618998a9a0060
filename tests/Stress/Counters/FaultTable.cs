using System.Globalization;
using Headgate.Configuration;
using Headgate.TestLoad;

namespace Headgate.Stress.Counters;

/// <summary>One row for each fault and policy.</summary>
internal static class FaultTable
{
    /// <summary>Prints what stands above the rows.</summary>
    public static void Head()
    {
        Console.WriteLine("| fault | policy | over the limit | accepted | lost of those | booked too little | accepted, 429, 503, broken during it | p99 before, during | worst | recovery |");
        Console.WriteLine("|---|---|---:|---:|---:|---:|---|---|---:|---:|");
    }

    /// <summary>Prints the rows of a fault; false when something is wrong that nothing excuses.</summary>
    public static async Task<bool> PrintAsync(FaultCase fault, FaultStage stage, History history, long began, long ended)
    {
        var reckoning = await Reckoning.MakeAsync(history, stage.Upstream, stage.Servers);
        var right = true;
        var recovery = Recovery(history, ended);
        foreach (var policy in Enum.GetValues<StorePolicy>())
        {
            var ours = (Answer answer) => history.Applications[answer.Application].Group.Policy == policy;
            var over = reckoning.Counters.Where(counter => counter.Application.Group.Policy == policy).Select(counter => counter.Over).DefaultIfEmpty().Max();
            var unbooked = reckoning.Unbooked.Count(entry => entry.Counter.Application.Group.Policy == policy);
            var differing = reckoning.Differing.Where(entry => entry.Application.Contains($"-{policy}-", StringComparison.Ordinal)).ToList();
            var lost = differing.Sum(entry => entry.Arrived - entry.Counted);
            var during = history.Answers.Where(answer => ours(answer) && answer.SentAt >= began && answer.SentAt <= ended).ToList();
            var before = history.Durations(answer => ours(answer) && answer.SentAt < began && answer.Status != 0);
            var waited = history.Durations(answer => ours(answer) && answer.SentAt >= began && answer.SentAt <= ended && answer.Status != 0);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {fault.Name} | {policy} | {over} | {history.Answers.LongCount(answer => ours(answer) && answer.IsAccepted)} | {lost} units | {unbooked} | {during.Count(answer => answer.IsAccepted)}, {during.Count(answer => answer.Status == 429)}, {during.Count(answer => answer.Status == 503)}, {during.Count(answer => answer.Status == 0)} | {Part(before, 0.99)}, {Part(waited, 0.99)} ms | {Part(waited, 1)} ms | {recovery} |"));
            right &= fault.Excuse is not null || (lost == 0 && (policy == StorePolicy.Allow || (over == 0 && unbooked == 0)));
        }
        if (!right) Console.WriteLine($"  wrong: {string.Join("; ", reckoning.Unbooked.Take(4).Select(entry => $"{entry.Counter.Application.Name} {entry.Counter.Limit.Metric} {entry.Counter.Limit.Period} {entry.Counter.Accepted} accepted {entry.Used} booked").Concat(reckoning.Differing.Take(4).Select(entry => entry.ToString())))}");
        return right;
    }

    /// <summary>
    /// Until every gateway has answered something other than 503 to calls of a Product that wants 503 while the counters are away. Single refusals
    /// after that are hiccups of a busy machine, in which some answer took longer than 50 ms.
    /// </summary>
    private static string Recovery(History history, long ended)
    {
        var first = history.Answers
            .Where(answer => answer.SentAt >= ended && answer.Status is not (503 or 0) && history.Applications[answer.Application].Group.Policy == StorePolicy.Deny)
            .GroupBy(answer => answer.Gateway).Select(gateway => gateway.Min(answer => answer.ReceivedAt)).ToList();
        return first.Count < history.Answers.Select(answer => answer.Gateway).Distinct().Count()
            ? "not seen"
            : string.Create(CultureInfo.InvariantCulture, $"{new TimeSpan(first.Max() - ended).TotalMilliseconds:0} ms");
    }

    /// <summary>A quantile in milliseconds.</summary>
    private static string Part(IReadOnlyList<TimeSpan> sorted, double part) => sorted.Count == 0
        ? "–"
        : sorted[(int)Math.Min(sorted.Count - 1, sorted.Count * part)].TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
}
