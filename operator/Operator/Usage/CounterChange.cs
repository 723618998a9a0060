using System.Globalization;
using Headgate.Controllers;
using Headgate.Limits;
using Headgate.Operator.Cluster;

namespace Headgate.Operator.Usage;

/// <summary>Resets a counter of an Application or takes units off it, and says so in an Event on the Application.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Credit">Units to take off; null for all of them.</param>
internal sealed record CounterChange(string Metric, long? Credit)
{
    private const string Controller = "headgate.dev/usage";

    /// <summary>Does it.</summary>
    /// <returns>What was done, in a sentence.</returns>
    /// <exception cref="UsageFailure">It was not done, or nobody knows, or the Event could not be written; the message says which.</exception>
    public async Task<string> ApplyAsync(
        UsageRequest request, ClusterApplication application, CounterStore store, EventRecorder events, CancellationToken cancellationToken)
    {
        var name = application.Key.ToString();
        var now = await CounterStore.AskAsync(store.History.NowAsync);
        var window = CalendarWindow.Of(request.Period, now);
        var used = await CounterStore.AskAsync(() => store.History.ReadAsync(name, request.Period, now, now, cancellationToken));
        var metrics = used.SelectMany(one => one.Units.Keys.Union(one.Booked.Keys)).Order(StringComparer.Ordinal).ToList();
        var counter = $"{Metric} per {Describe.Name(request.Period)} ({Describe.Window(request.Period, window.Start)}, {request.Environment})";
        if (!metrics.Contains(Metric))
            throw new UsageFailure($"{name} has used nothing of {counter}, so there is nothing to change. It has used {(metrics.Count == 0 ? "nothing" : string.Join(", ", metrics.Select(Describe.Plain)))}.");
        var (before, after) = await TakeOffAsync(request, name, store, now);
        var done = string.Create(CultureInfo.InvariantCulture, $"The counter {counter} of {name} went from {before} to {after}: {(Credit is { } units ? $"{units} were credited" : "it was reset")}.");
        try
        {
            var subject = new EventSubject(Kinds.Applications, application.Key, application.Uid);
            await events.WriteAsync(subject, isWarning: false, Credit is null ? "CounterReset" : "CounterCredited", "ChangeCounter", done, cancellationToken);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException)
        {
            throw new UsageFailure($"{done} The Event that says so could not be written: {exception.Message}", exception);
        }
        return done;
    }

    /// <summary>Writes Events in the name of this command.</summary>
    public static EventRecorder Recorder(KubernetesApi api, TimeProvider time, Microsoft.Extensions.Logging.ILogger logger) =>
        new(api, Controller, $"usage-{Environment.MachineName}", time, logger);

    private async Task<(long Before, long After)> TakeOffAsync(UsageRequest request, string name, CounterStore store, DateTimeOffset now)
    {
        try
        {
            return await store.Adjustment.TakeOffAsync(name, Metric, request.Period, Credit, now);
        }
        catch (TimeoutException exception)
        {
            throw new UsageFailure($"Whether the counter was changed is not known: {exception.Message}. Look with usage before trying again.", exception);
        }
    }
}
