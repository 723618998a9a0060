using Headgate.Configuration;
using Headgate.Limits;
using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.TestLoad;

/// <summary>What Redis itself holds of an Application's window and metric.</summary>
/// <param name="Counted">Units of accepted calls: the statistics.</param>
/// <param name="Used">Units that are booked; null while no limit has looked.</param>
public readonly record struct StoredUsage(long Counted, long? Used)
{
    private static readonly CounterKeys Keys = new("headgate", "production");

    /// <summary>Reads one window.</summary>
    public static async Task<StoredUsage> ReadAsync(IDatabase redis, string application, string metric, Period period, DateTimeOffset window)
    {
        var key = Keys.Window(application, period, CalendarWindow.Of(period, window).Start);
        var read = await redis.HashGetAsync(key, [metric, metric + CounterKeys.UsedSuffix]);
        return new StoredUsage((long)read[0], (long?)read[1]);
    }
}
