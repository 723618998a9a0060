using Headgate.Configuration;
using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// One call of <see cref="Scripts.Flush"/>. Its number and content never change: sent again, it is taken once. A minute is added to the hashes of
/// all seven periods that hold it.
/// </summary>
/// <param name="lane">The key that remembers which batch was taken last; its batches are sent one after the other.</param>
/// <param name="number">Of this batch, higher than that of any before it in its lane.</param>
/// <param name="given">The instant, in tests; empty to leave it to the server.</param>
internal sealed class FlushBatch(RedisKey lane, long number, RedisValue given)
{
    // Longer than an outage in which an answer may be waited for; a process that ends leaves its key behind for this long.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(2);

    private readonly List<RedisKey> _keys = [lane];
    private readonly List<RedisValue> _arguments = [number, (long)Remembered.TotalMilliseconds, given];

    /// <summary>The only Application in it, where there may be only one.</summary>
    public string? Application { get; init; }

    /// <summary>Minutes of Applications in it.</summary>
    public int Minutes { get; private set; }

    /// <summary>What it takes of the bounded buffer.</summary>
    public int Entries { get; private set; }

    /// <summary>Accepted calls in it.</summary>
    public long Calls { get; private set; }

    /// <summary>Units of all metrics in it.</summary>
    public long Units { get; private set; }

    /// <summary>KEYS of the script.</summary>
    public RedisKey[] Keys => [.. _keys];

    /// <summary>ARGV of the script.</summary>
    public RedisValue[] Arguments => [.. _arguments];

    /// <summary>Adds a minute of an Application.</summary>
    public void Add(CounterKeys keys, string application, MinuteUsage minute)
    {
        var instant = new DateTimeOffset(minute.Start, TimeSpan.Zero);
        for (var period = Period.Minute; period <= Period.Eternity; period++)
        {
            var window = CalendarWindow.Of(period, instant);
            _keys.Add(keys.Window(application, period, window.Start));
            AddFields(minute, period, Retention.ExpiryOf(period, window));
        }
        Minutes++;
        Entries += minute.Entries;
        Calls += minute.Calls;
        Units += minute.Units;
    }

    private void AddFields(MinuteUsage minute, Period period, long expiry)
    {
        _arguments.Add(expiry);
        var fields = _arguments.Count;
        _arguments.Add(0);
        foreach (ref readonly var metric in minute.Metrics) _arguments.AddRange([metric.Metric, metric.Units, metric.Unbooked[(int)period]]);
        for (var index = 0; index < MinuteUsage.Classes; index++)
        {
            if (minute.Answers[index] > 0) _arguments.AddRange([CounterKeys.Answers(index + 1), minute.Answers[index], 0]);
        }
        _arguments[fields] = (_arguments.Count - fields - 1) / 3;
    }
}
