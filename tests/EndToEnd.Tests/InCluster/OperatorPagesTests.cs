using System.Net;
using Headgate.Gateway.Tests.Http;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>What a cluster sees of the operator's process: its probes, its metrics, and how it leaves.</summary>
public sealed class OperatorPagesTests(ITestOutputHelper output)
{
    private static readonly string[] Metrics =
    [
        "controller_runtime_reconcile_total", "controller_runtime_reconcile_errors_total",
        "workqueue_depth", "workqueue_queue_duration_seconds", "leader_election_master_status",
        "headgate_operator_synced", "headgate_operator_lost_objects", "headgate_operator_published_bytes_total",
        "headgate_operator_change_to_published_seconds", "headgate_operator_change_to_programmed_seconds",
    ];

    [Fact]
    public async Task An_operator_tells_how_it_is_and_hands_the_Lease_on_when_it_is_told_to_leave()
    {
        await using var stage = await Stage.OpenAsync();
        try
        {
            var first = await stage.StartOperatorAsync();
            await IsReadyAsync(first);
            Assert.Equal((HttpStatusCode.OK, "ok\n"), await first.PageAsync("/healthz"));
            await LeadsAsync(first);
            Assert.Equal("15", await LeaseAsync(stage, "leaseDurationSeconds"));
            await stage.Kubectl.RunAsync("apply", "-f", stage.Sample.Root);
            await stage.Kubectl.WaitForAsync("Accepted", "product/echo-api", "application/curious-echo", "application/hungry-echo");
            var metrics = await MetricsAsync(first);
            Assert.Superset(Metrics.ToHashSet(), metrics.Types.Keys.ToHashSet());
            Assert.Equal(1, metrics.Samples["headgate_operator_synced"]);
            Assert.Equal(0, metrics.Samples["""controller_runtime_reconcile_errors_total{controller="units"}"""]);
            Assert.NotEqual(0, metrics.Samples["headgate_operator_published_bytes_total"]);

            // One that waits for the Lease is ready as well, and does nothing yet.
            var second = await stage.StartOperatorAsync();
            await IsReadyAsync(second);
            Assert.Equal(0, (await MetricsAsync(second)).Samples["leader_election_master_status"]);

            // Given back is a Lease that runs out at once: one without a holder would be refused by the API server.
            Assert.Equal(0, await first.Process.SignalAsync("TERM"));
            await LeadsAsync(second);
            Assert.Equal("2", await LeaseAsync(stage, "leaseTransitions"));
            Assert.Equal(0, await second.Process.SignalAsync("TERM"));
            Assert.Equal("1", await LeaseAsync(stage, "leaseDurationSeconds"));
        }
        catch
        {
            stage.Show(output);
            throw;
        }
    }

    private static Task IsReadyAsync(RunningOperator running) =>
        Polling.UntilAsync(() => running.PageAsync("/readyz"), page => page == (HttpStatusCode.OK, "ok\n"), "an operator that is ready");

    private static Task LeadsAsync(RunningOperator running) => Polling.UntilAsync(
        () => MetricsAsync(running), metrics => metrics.Samples["leader_election_master_status"] == 1, "an operator that leads");

    private static async Task<PrometheusText> MetricsAsync(RunningOperator running)
    {
        var (status, text) = await running.PageAsync("/metrics");
        Assert.Equal(HttpStatusCode.OK, status);
        return new PrometheusText(text);
    }

    private static Task<string> LeaseAsync(Stage stage, string field) =>
        stage.PoolKubectl.FieldAsync("lease/headgate-operator", $"{{.spec.{field}}}");
}
