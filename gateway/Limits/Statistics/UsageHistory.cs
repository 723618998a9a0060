using System.Globalization;
using Headgate.Configuration;
using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// Reads what Applications used, for people. Changes nothing, and asks for many windows at once. A key that holds something else counts as empty.
/// Every method may throw what a connection throws: <see cref="RedisException"/>, <see cref="RedisCommandException"/>, <see cref="TimeoutException"/>.
/// </summary>
/// <param name="database">The connection of the moment.</param>
/// <param name="keys">Names of the counters of one environment.</param>
public sealed class UsageHistory(Func<IDatabase> database, CounterKeys keys)
{
    // Enough to keep the connection busy, few enough not to keep others waiting behind them.
    private const int MostAtOnce = 500;

    /// <summary>The server's clock, which says what the current windows are.</summary>
    public async Task<DateTimeOffset> NowAsync()
    {
        var time = (RedisResult[])(await database().ExecuteAsync("TIME"))!;
        return DateTimeOffset.UnixEpoch.AddSeconds((long)time[0]).AddMicroseconds((long)time[1]);
    }

    /// <summary>The windows of a period that hold an instant of a range, in order; those in which nothing was used are left out.</summary>
    /// <param name="application">The Application as <c>namespace/name</c>.</param>
    /// <param name="period">The period.</param>
    /// <param name="since">First instant of the range.</param>
    /// <param name="until">Last instant of the range.</param>
    /// <param name="cancellationToken">Ends it between two lots of windows.</param>
    public async Task<IReadOnlyList<WindowUsage>> ReadAsync(
        string application, Period period, DateTimeOffset since, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var found = new List<WindowUsage>();
        foreach (var lot in Windows(period, since, until).Chunk(MostAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = await Task.WhenAll(lot.Select(window => ReadAsync(keys.Window(application, period, window.Start), window)));
            found.AddRange(read.Where(window => !window.IsEmpty));
        }
        return found;
    }

    /// <summary>What counters stand at in the windows of an instant, in the order in which they are asked for.</summary>
    public async Task<IReadOnlyList<CounterUse>> ReadAsync(
        IReadOnlyList<(string Application, string Metric, Period Period)> counters, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = new List<CounterUse>(counters.Count);
        foreach (var lot in counters.Chunk(MostAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            found.AddRange(await Task.WhenAll(lot.Select(counter =>
                ReadAsync(keys.Window(counter.Application, counter.Period, CalendarWindow.Of(counter.Period, now).Start), counter.Metric))));
        }
        return found;
    }

    private static IEnumerable<CalendarWindow> Windows(Period period, DateTimeOffset since, DateTimeOffset until)
    {
        for (var window = CalendarWindow.Of(period, since); window.Start <= until; window = CalendarWindow.Of(period, window.End.Value))
        {
            yield return window;
            if (window.End is null) yield break;
        }
    }

    private async Task<CounterUse> ReadAsync(RedisKey key, string metric)
    {
        try
        {
            var values = await database().HashGetAsync(key, [metric, metric + CounterKeys.UsedSuffix]);
            return new CounterUse(NumberOf(values[0]) ?? 0, NumberOf(values[1]));
        }
        catch (RedisServerException exception) when (exception.Kind == RedisErrorKind.WrongType)
        {
            return default;
        }
    }

    private async Task<WindowUsage> ReadAsync(RedisKey key, CalendarWindow window)
    {
        try
        {
            return Read(window, await database().HashGetAllAsync(key));
        }
        catch (RedisServerException exception) when (exception.Kind == RedisErrorKind.WrongType)
        {
            return new WindowUsage(window.Start, window.End);
        }
    }

    private static WindowUsage Read(CalendarWindow window, HashEntry[] fields)
    {
        var units = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var booked = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var answers = new SortedDictionary<int, long>();
        foreach (var field in fields)
        {
            var name = field.Name.ToString();
            if (NumberOf(field.Value) is not { } number || name.EndsWith(CounterKeys.EpochSuffix, StringComparison.Ordinal)) continue;
            if (name.EndsWith(CounterKeys.UsedSuffix, StringComparison.Ordinal)) booked[name[..^CounterKeys.UsedSuffix.Length]] = number;
            else if (CounterKeys.StatusClassOf(name) is { } statusClass) answers[statusClass] = number;
            else units[name] = number;
        }
        return new WindowUsage(window.Start, window.End) { Units = units, Booked = booked, Answers = answers };
    }

    private static long? NumberOf(RedisValue value) =>
        long.TryParse((string?)value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
