using Headgate.Gateway.Pipeline;
using Headgate.Limits.Statistics;

namespace Headgate.Gateway.Telemetry;

/// <summary>Accounts for every request: counters, durations, access log; statistics where counters are shared.</summary>
public sealed class RequestTelemetry(RequestCounters counters, DurationHistogram durations, AccessLog log, TimeProvider time, UsageStatistics? statistics = null)
{
    private int _active;

    /// <summary>Requests that are being handled now.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>Lines of the access log that were dropped because its reader was too slow.</summary>
    public long DroppedLogLines => log.Dropped;

    /// <summary>Begins a request.</summary>
    public long Start()
    {
        Interlocked.Increment(ref _active);
        return time.GetTimestamp();
    }

    /// <summary>Ends a request.</summary>
    public void Stop(long started, HttpContext context, Call call, Reason reason)
    {
        Interlocked.Decrement(ref _active);
        var elapsed = time.GetElapsedTime(started);
        var status = context.Response.StatusCode;
        counters.Add(call.Product?.Name ?? "", Decision.Of(reason), status);
        durations.Add(elapsed);
        if (reason == Reason.Accepted) counters.WouldRefuse.Add(call);
        if (call.Application is { } application) statistics?.Answered(application.Name, status, call.Reservation.Now);
        if (!log.IsEnabled) return;
        log.Write(new AccessRecord
        {
            Time = time.GetUtcNow(),
            RequestId = context.TraceIdentifier,
            Client = ClientAddress.Of(context)?.ToString(),
            Protocol = context.Request.Protocol,
            Host = call.Host,
            Method = call.Method,
            // A path that could not be normalised is not repeated: it may hold anything.
            Path = call.Path.ToString(),
            Product = call.Product?.Name,
            Application = call.Application?.Name,
            Plan = call.Application?.Plan,
            Backend = call.Backend?.Name,
            Decision = Decision.All[Decision.Of(reason)],
            Reason = reason,
            Status = status,
            Duration = elapsed,
            RequestBytes = context.Request.ContentLength,
            ResponseBytes = context.Response.ContentLength,
        });
    }
}
