using Headgate.Configuration;
using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>Changes a counter of a limit by hand. Statistics stay as they are: the calls were made.</summary>
public sealed class CounterAdjustment
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly StoreHealth _health = new(TimeProvider.System);
    private readonly ScriptRunner _scripts;
    private readonly CounterKeys _keys;

    /// <summary>Changes counters of one environment.</summary>
    /// <param name="database">The connection of the moment.</param>
    /// <param name="keys">Names of the counters.</param>
    public CounterAdjustment(Func<IDatabase> database, CounterKeys keys)
    {
        _scripts = new ScriptRunner(database, _health, Patience);
        _keys = keys;
    }

    /// <summary>Takes units off the counter in the window of an instant, down to 0 at most. What was booked before is not given back into it.</summary>
    /// <param name="application">The Application as <c>namespace/name</c>.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="period">The period.</param>
    /// <param name="units">1 or more; null for all of them.</param>
    /// <param name="now">An instant of the window.</param>
    /// <returns>What it stood at, and what it stands at now.</returns>
    /// <exception cref="TimeoutException">There was no answer, or an error: nobody knows whether it was changed.</exception>
    public async Task<(long Before, long After)> TakeOffAsync(string application, string metric, Period period, long? units, DateTimeOffset now)
    {
        if (units is { } some) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(some, nameof(units));
        var window = CalendarWindow.Of(period, now);
        var arguments = new RedisValue[] { metric, units ?? -1, Retention.ExpiryOf(period, window) };
        var answer = await _scripts.SendAsync(Script.Adjust, [_keys.Window(application, period, window.Start)], arguments);
        return answer is null
            ? throw new TimeoutException(_health.Current?.Reason ?? "no answer, or the key holds something else")
            : ((long)answer[0], (long)answer[1]);
    }
}
