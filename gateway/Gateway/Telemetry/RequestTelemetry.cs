using Headgate.Gateway.Pipeline;

namespace Headgate.Gateway.Telemetry;

/// <summary>Accounts for every request: counters, durations, access log.</summary>
public sealed class RequestTelemetry(RequestCounters counters, DurationHistogram durations, AccessLog log, TimeProvider time)
{
    private int _active;

    /// <summary>Requests that are being handled now.</summary>
    public int Active => Volatile.Read(ref _active);

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
