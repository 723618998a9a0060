using Headgate.Limits.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// Makes batches of what waits: of many Applications each, one after the other; on a Cluster, where a script stays in one hash slot, of one
/// Application each and many at once.
/// </summary>
internal sealed class FlushBatches(UsageStatistics statistics, CounterKeys keys, Func<bool?> isCluster)
{
    /// <summary>Most batches that are under way at once: one in each lane.</summary>
    public int AtOnce => isCluster() == true ? 100 : 1;

    // A script keeps the server from everything else: about 4 ms for 500 entries in seven windows each.
    private const int MostMinutes = 100;
    private const int MostEntries = 500;

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private long _number;

    /// <summary>The next batches, no two in one lane; none when nothing waits.</summary>
    /// <param name="busy">Applications with a batch that was not answered: they wait on.</param>
    /// <param name="looks">How many more Applications may be looked at; counted down.</param>
    public IReadOnlyList<FlushBatch> Next(IReadOnlySet<string> busy, ref int looks)
    {
        var single = isCluster() == true;
        var taken = new HashSet<string>(busy, StringComparer.Ordinal);
        var batches = new List<FlushBatch>();
        while (looks > 0 && statistics.TryTake(taken, out var tally, out var minute))
        {
            looks--;
            if (minute is null) continue;
            var batch = single || batches.Count == 0 ? Begin(tally.Application, single) : batches[0];
            if (batch.Minutes == 0) batches.Add(batch);
            batch.Add(keys, tally.Application, minute);
            tally.Reuse(minute);
            if (single) taken.Add(tally.Application);
            if (single ? batches.Count == AtOnce : batch.Minutes == MostMinutes || batch.Entries >= MostEntries) break;
        }
        return batches;
    }

    private FlushBatch Begin(string application, bool single) => single
        ? new FlushBatch(keys.Flushed(_instance, application), ++_number) { Application = application }
        : new FlushBatch(keys.Flushed(_instance), ++_number);
}
