using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// Makes batches of what waits: of many Applications each, one after the other; on a Cluster, where a script stays in one hash slot, of one
/// Application each and many at once.
/// </summary>
/// <param name="statistics">What waits.</param>
/// <param name="keys">Names of the counters.</param>
/// <param name="givenTime">The instant of a test; null to leave it to the server.</param>
internal sealed class FlushBatches(UsageStatistics statistics, CounterKeys keys, TimeProvider? givenTime)
{
    // A script keeps the server from everything else: about 4 ms for 500 entries in seven windows each.
    private const int MostMinutes = 100;
    private const int MostEntries = 500;

    private const int MostLanes = 100;

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private long _number;

    /// <summary>Most batches that are under way at once: one in each lane.</summary>
    public static int AtOnce(bool isCluster) => isCluster ? MostLanes : 1;

    /// <summary>The next batches, no two in one lane; none when nothing waits but what is busy.</summary>
    /// <param name="busy">Applications with a batch that was not answered: they wait on.</param>
    /// <param name="isCluster">Whether a batch has one Application only.</param>
    public IReadOnlyList<FlushBatch> Next(IReadOnlySet<string> busy, bool isCluster) => isCluster ? OfOneEach(busy) : OfMany(busy);

    private RedisValue Given => givenTime is { } time ? time.GetUtcNow().ToUnixTimeMilliseconds() : RedisValue.EmptyString;

    private FlushBatch[] OfMany(IReadOnlySet<string> busy)
    {
        FlushBatch? batch = null;
        while (statistics.TryTake(busy, out var tally, out var minute))
        {
            if (minute is null) continue;
            batch ??= new FlushBatch(keys.Flushed(_instance), ++_number, Given);
            Move(minute, tally, batch);
            if (batch.Minutes == MostMinutes || batch.Entries >= MostEntries) break;
        }
        return batch is null ? [] : [batch];
    }

    private List<FlushBatch> OfOneEach(IReadOnlySet<string> busy)
    {
        var batches = new List<FlushBatch>();
        var taken = new HashSet<string>(busy, StringComparer.Ordinal);
        // Those that are taken or busy wait on, and come by again.
        for (var looks = statistics.Waiting; looks > 0 && batches.Count < MostLanes && statistics.TryTake(taken, out var tally, out var minute); looks--)
        {
            if (minute is null) continue;
            var batch = new FlushBatch(keys.Flushed(_instance, tally.Application), ++_number, Given) { Application = tally.Application };
            Move(minute, tally, batch);
            batches.Add(batch);
            taken.Add(tally.Application);
        }
        return batches;
    }

    private void Move(MinuteUsage minute, ApplicationUsageTally tally, FlushBatch batch)
    {
        batch.Add(keys, tally.Application, minute);
        tally.Reuse(minute);
    }
}
