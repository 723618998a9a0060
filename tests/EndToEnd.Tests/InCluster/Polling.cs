namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>Waits for an outcome by looking again and again.</summary>
internal static class Polling
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Looks until what is seen is as it should be.</summary>
    /// <param name="look">Looks once; what cannot be reached yet may throw.</param>
    /// <param name="isGood">Whether it is as it should be.</param>
    /// <param name="what">What is waited for, for the message.</param>
    /// <returns>What was seen last.</returns>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> isGood, string what)
    {
        var began = TimeProvider.System.GetTimestamp();
        var last = "nothing";
        while (TimeProvider.System.GetElapsedTime(began) < RunningProgram.Patience)
        {
            try
            {
                var seen = await look();
                if (isGood(seen)) return seen;
                last = seen?.ToString() ?? "nothing";
            }
            catch (Exception exception) when (exception is HttpRequestException or Controllers.ApiException)
            {
                last = exception.Message;
            }
            await Task.Delay(Interval, TestContext.Current.CancellationToken);
        }
        throw new InvalidOperationException($"{what}: did not come. Seen last: {last}");
    }

    /// <summary>Looks until it is so.</summary>
    public static Task UntilAsync(Func<Task<bool>> look, string what) => UntilAsync(look, seen => seen, what);
}
