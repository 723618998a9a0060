using System.Globalization;
using System.Text;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Units;

namespace Headgate.Operator.Cluster.Running;

/// <summary>The metrics of an operator (Prometheus text format 0.0.4), named as controller-runtime names its own where it has them.</summary>
internal sealed class OperatorMetrics(OperatorLoops loops, OperatorHost host, PublishedObjects objects, Timeline timeline, Losses losses)
{
    /// <summary>Media type of <see cref="Write"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>All metrics.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        Head(text, "controller_runtime_reconcile_total", "counter", "Reconciles by controller.");
        foreach (var loop in loops.All) Line(text, "controller_runtime_reconcile_total", $"controller=\"{loop.Name}\"", loop.Read().Runs);
        Head(text, "controller_runtime_reconcile_errors_total", "counter", "Reconciles that failed, by controller.");
        foreach (var loop in loops.All) Line(text, "controller_runtime_reconcile_errors_total", $"controller=\"{loop.Name}\"", loop.Read().Errors);
        Head(text, "workqueue_depth", "gauge", "Keys that wait to be worked on, by queue.");
        foreach (var loop in loops.All) Line(text, "workqueue_depth", $"name=\"{loop.Name}\"", loop.Read().Depth);
        Head(text, "workqueue_queue_duration_seconds", "histogram", "How long keys waited, by queue.");
        foreach (var loop in loops.All) Histogram(text, "workqueue_queue_duration_seconds", $"name=\"{loop.Name}\"", loop.Waits);
        Head(text, "leader_election_master_status", "gauge", "1 while this process leads.");
        Line(text, "leader_election_master_status", "", host.Leadership?.IsLeader == false ? 0 : 1);
        Head(text, "headgate_operator_synced", "gauge", "1 while everything that is followed is synced; publication is held otherwise.");
        Line(text, "headgate_operator_synced", "", host.Synced ? 1 : 0);
        Head(text, "headgate_operator_lost_objects", "gauge", "Objects that went with their CustomResourceDefinition; what they made stays published.");
        Line(text, "headgate_operator_lost_objects", "", losses.Count);
        Head(text, "headgate_operator_published_bytes_total", "counter", "Bytes written into ConfigMaps and Secrets of gateways.");
        Line(text, "headgate_operator_published_bytes_total", "", objects.PublishedBytes);
        Head(text, "headgate_operator_change_to_published_seconds", "histogram", "From a change to its publication.");
        Histogram(text, "headgate_operator_change_to_published_seconds", "", timeline.ToPublished);
        Head(text, "headgate_operator_change_to_programmed_seconds", "histogram", "From a change until every ready gateway serves it.");
        Histogram(text, "headgate_operator_change_to_programmed_seconds", "", timeline.ToProgrammed);
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Line(StringBuilder text, string name, string labels, double value) =>
        text.Append(name).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(Number(value)).Append('\n');

    private static void Histogram(StringBuilder text, string name, string labels, Durations durations)
    {
        var (counts, count, sum) = durations.Read();
        var before = labels.Length == 0 ? "" : labels + ",";
        foreach (var (bucket, bound) in Durations.Bounds.Index()) Line(text, name + "_bucket", $"{before}le=\"{Number(bound)}\"", counts[bucket]);
        Line(text, name + "_bucket", $"{before}le=\"+Inf\"", count);
        Line(text, name + "_sum", labels, sum);
        Line(text, name + "_count", labels, count);
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
