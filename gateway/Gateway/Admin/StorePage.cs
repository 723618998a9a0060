using Headgate.Configuration;
using Headgate.Gateway.Hosting;

namespace Headgate.Gateway.Admin;

/// <summary>How the counters of limits are doing, for the status and the metrics.</summary>
public sealed class StorePage
{
    private readonly SharedCounters? _shared;

    /// <summary>Counters in memory have nothing to tell.</summary>
    public StorePage(IServiceProvider services) => _shared = services.GetService<SharedCounters>();

    /// <summary>Whether other gateways count with this one.</summary>
    public bool IsShared => _shared is not null;

    /// <summary>For <c>/status</c>.</summary>
    public StoreStatus Status()
    {
        if (_shared is null) return new StoreStatus { Kind = StoreKind.Memory, Available = true };
        var outage = _shared.Health.Current;
        var figures = _shared.Flusher.Figures;
        return new StoreStatus
        {
            Kind = StoreKind.Redis,
            Available = outage is null,
            AwaySince = outage?.Since,
            Reason = outage?.Reason,
            Unbooked = _shared.Leases.Unbooked,
            LostCalls = figures.LostCalls,
            LostUnits = figures.LostUnits,
            LostAnswers = figures.LostAnswers,
            BlockedUnits = figures.BlockedUnits,
            FlushedAt = figures.LastSuccess,
        };
    }

    /// <summary>For <c>/metrics</c>.</summary>
    internal void Write(MetricsText text)
    {
        var status = Status();
        text.Family("headgate_store_available", "gauge", "1 while the counters of limits can be asked.");
        text.Sample("headgate_store_available", status.Available ? 1 : 0, ("store", status.Kind == StoreKind.Redis ? "redis" : "memory"));
        text.Family("headgate_store_calls_total", "counter", "Scripts that were sent to Redis; like all that follow of the store 0 without one.");
        text.Sample("headgate_store_calls_total", _shared?.Health.Calls ?? 0);
        text.Family("headgate_store_failures_total", "counter", "Scripts that were not answered in time, or with an error.");
        text.Sample("headgate_store_failures_total", _shared?.Health.Failed ?? 0);
        text.Family("headgate_store_unbooked_calls_total", "counter", "Calls that were let pass unbooked while the store was away.");
        text.Sample("headgate_store_unbooked_calls_total", status.Unbooked);
        text.Family("headgate_lease_units", "gauge", "Units that are booked and not spent.");
        text.Sample("headgate_lease_units", _shared?.Leases.Unspent ?? 0);
        text.Family("headgate_lease_applications", "gauge", "Applications that have called within the last minute.");
        text.Sample("headgate_lease_applications", _shared?.Leases.Applications ?? 0);
        var figures = _shared?.Flusher.Figures;
        text.Family("headgate_usage_flushed_calls_total", "counter", "Accepted calls whose statistics Redis has taken.");
        text.Sample("headgate_usage_flushed_calls_total", figures?.FlushedCalls ?? 0);
        text.Family("headgate_usage_lost_calls_total", "counter", "Accepted calls that are in no statistics.");
        text.Sample("headgate_usage_lost_calls_total", figures?.LostCalls ?? 0);
        text.Family("headgate_usage_lost_units_total", "counter", "Units of accepted calls that are in no statistics.");
        text.Sample("headgate_usage_lost_units_total", figures?.LostUnits ?? 0);
        text.Family("headgate_usage_lost_answers_total", "counter", "Answers that are in no statistics.");
        text.Sample("headgate_usage_lost_answers_total", figures?.LostAnswers ?? 0);
        text.Family("headgate_usage_blocked_units_total", "counter", "Units and answers that could not be added because another's value stands under the key of a window.");
        text.Sample("headgate_usage_blocked_units_total", figures?.BlockedUnits ?? 0);
        text.Family("headgate_usage_last_flush_timestamp_seconds", "gauge", "When all statistics had last been sent; 0 before the first time.");
        text.Sample("headgate_usage_last_flush_timestamp_seconds", (figures?.LastSuccess?.ToUnixTimeMilliseconds() ?? 0) / 1000.0);
        text.Family("headgate_usage_pending_entries", "gauge", "Entries of statistics that wait to be sent.");
        text.Sample("headgate_usage_pending_entries", figures?.PendingEntries ?? 0);
    }
}
