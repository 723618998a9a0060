namespace Headgate.TestSupport.Redis;

/// <summary>Waits for an outcome by looking again and again.</summary>
public static class Patience
{
    /// <summary>Long enough for a machine that is very busy with other things.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>What StackExchange.Redis is given to connect to these addresses (host:port, separated by commas) and to wait for answers as long.</summary>
    public static string Client(string addresses)
    {
        var milliseconds = (int)Deadline.TotalMilliseconds;
        return $"{addresses},connectTimeout={milliseconds},asyncTimeout={milliseconds},syncTimeout={milliseconds}";
    }

    /// <summary>Looks until it is so.</summary>
    /// <param name="look">Looks once; an exception counts as no.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> look, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        Exception? last = null;
        while (TimeProvider.System.GetElapsedTime(began) < Deadline)
        {
            try
            {
                if (await look().WaitAsync(Deadline)) return TimeProvider.System.GetElapsedTime(began);
                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }
            await Task.Delay(Interval);
        }
        throw new TimeoutException($"{what}: did not come within {Deadline.TotalSeconds} s.", last);
    }

    /// <summary>Looks until it is so.</summary>
    public static Task<TimeSpan> UntilAsync(Func<bool> look, string what) => UntilAsync(() => Task.FromResult(look()), what);
}
