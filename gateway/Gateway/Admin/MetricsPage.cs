using System.Globalization;
using Headgate.Gateway.Source;
using Headgate.Gateway.Telemetry;

namespace Headgate.Gateway.Admin;

/// <summary>
/// The metrics in Prometheus' text format 0.0.4. Labels are Products and fixed words; never Applications, paths or keys, so their number
/// stays small.
/// </summary>
public sealed class MetricsPage(ConfigurationSource configuration, RequestCounters requests, DurationHistogram durations, RequestTelemetry telemetry, StorePage store)
{
    /// <summary>Answers with all metrics.</summary>
    public Task WriteAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(Read(), context.RequestAborted);
    }

    /// <summary>The metrics now.</summary>
    public string Read()
    {
        var text = new MetricsText();
        var snapshot = configuration.Current;
        text.Family("headgate_requests_total", "counter", "Requests by Product, decision and class of the answer's status.");
        foreach (var (product, decision, status, count) in requests.Read())
            text.Sample("headgate_requests_total", count, ("product", product), ("decision", decision), ("status", status));
        text.Family("headgate_would_refuse_total", "counter", "Calls that passed and that a limit which only observes would have refused.");
        foreach (var (product, limit, count) in requests.WouldRefuse.Read()) text.Sample("headgate_would_refuse_total", count, ("product", product), ("limit", limit));
        text.Family("headgate_requests_active", "gauge", "Requests that are being handled.");
        text.Sample("headgate_requests_active", telemetry.Active);
        WriteDurations(text);
        text.Family("headgate_config_products", "gauge", "Products that are served.");
        text.Sample("headgate_config_products", snapshot.Products.Count);
        text.Family("headgate_config_applications", "gauge", "Applications by Product.");
        foreach (var product in snapshot.Products) text.Sample("headgate_config_applications", product.Applications.Count, ("product", product.Name));
        text.Family("headgate_config_rejected_entries", "gauge", "Published entries that are not in force.");
        text.Sample("headgate_config_rejected_entries", snapshot.Errors.Count);
        text.Family("headgate_config_ready", "gauge", "1 when every shard was read and a Product can be served.");
        text.Sample("headgate_config_ready", snapshot.Ready ? 1 : 0);
        text.Family("headgate_config_last_load_timestamp_seconds", "gauge", "When the configuration in force was taken.");
        text.Sample("headgate_config_last_load_timestamp_seconds", (configuration.LoadedAt?.ToUnixTimeMilliseconds() ?? 0) / 1000.0);
        store.Write(text);
        text.Family("headgate_access_log_dropped_total", "counter", "Lines of the access log that were dropped because its reader was too slow.");
        text.Sample("headgate_access_log_dropped_total", telemetry.DroppedLogLines);
        text.Family("process_resident_memory_bytes", "gauge", "Resident memory.");
        text.Sample("process_resident_memory_bytes", Environment.WorkingSet);
        text.Family("process_cpu_seconds_total", "counter", "CPU time, user and system.");
        text.Sample("process_cpu_seconds_total", Environment.CpuUsage.TotalTime.TotalSeconds);
        return text.ToString();
    }

    private void WriteDurations(MetricsText text)
    {
        const string name = "headgate_request_duration_seconds";
        text.Family(name, "histogram", "From headers parsed to answer sent, the backend's time included.");
        var (counts, sum) = durations.Read();
        var total = 0L;
        for (var bucket = 0; bucket < counts.Count; bucket++)
        {
            total += counts[bucket];
            var bound = bucket < DurationHistogram.UpperBounds.Count ? DurationHistogram.UpperBounds[bucket].ToString(CultureInfo.InvariantCulture) : "+Inf";
            text.Sample(name + "_bucket", total, ("le", bound));
        }
        text.Sample(name + "_sum", sum);
        text.Sample(name + "_count", total);
    }
}
