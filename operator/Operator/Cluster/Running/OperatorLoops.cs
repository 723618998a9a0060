using Headgate.Controllers;
using Headgate.Operator.Cluster.Counters;
using Headgate.Operator.Cluster.Gateways;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.StagingTest;
using Headgate.Operator.Cluster.Statuses;
using Headgate.Operator.Cluster.Units;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Cluster.Running;

/// <summary>The loops that work off the queues, by name.</summary>
internal sealed class OperatorLoops
{
    private static readonly TimeSpan Unsynced = TimeSpan.FromMilliseconds(200);

    // Usage has time: at most this often a status is written for it.
    private static readonly TimeSpan UsagePace = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;

    public OperatorLoops(IServiceProvider services, OperatorQueues queues, PoolStates pools, UnitSafety safety, TimeProvider time)
    {
        _time = time;
        var units = services.GetRequiredService<UnitReconciler>();
        var publisher = services.GetRequiredService<PoolPublisher>();
        var watch = services.GetRequiredService<GatewayWatch>();
        var reporter = services.GetRequiredService<StatusReporter>();
        Add("units", queues.Units, units.ReconcileAsync, workers: 2);
        Add("pools", queues.Pools, (pool, cancel) => safety.Synced ? publisher.PublishAsync(pools[pool], cancel) : Later(), workers: 2);
        Add("gateways", queues.Gateways, (pool, cancel) => safety.Synced ? watch.LookAsync(pools[pool], cancel) : Later(), workers: 4);
        Add("statuses", queues.Statuses, ReportAsync, workers: 8);
        Add("usage", queues.Usage, ReportUsageAsync, workers: 1);
        var (shared, deleted) = (services.GetRequiredService<SharedUsage>(), services.GetRequiredService<DeletedCounters>());
        var configuration = services.GetRequiredService<OperatorConfiguration>();
        Add("counters", queues.Counters, async (_, cancel) => safety.Synced ? await shared.LookAsync(time, cancel) : Unsynced, workers: 1);
        Add("lifetimes", queues.Lifetimes, (key, cancel) => deleted.LookAsync(key, configuration, cancel), workers: 1);
        var tester = services.GetRequiredService<StagingTester>();
        Add("tests", queues.Tests, async (unit, cancel) => safety.Synced ? await tester.LookAsync(unit, cancel) : Unsynced, workers: 4);

        void Add<TKey>(string name, WorkQueue<TKey> queue, Func<TKey, CancellationToken, Task<TimeSpan?>> work, int workers)
            where TKey : notnull
        {
            var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger($"Headgate.Operator.{name}");
            var loop = new ControllerLoop<TKey>(queue, work, workers, logger);
            All.Add(new OperatorLoop(name, loop.RunAsync, () => (loop.Runs, loop.Errors, queue.Depth), queue.Waits));
        }

        async Task<TimeSpan?> ReportAsync(StatusKey target, CancellationToken cancel)
        {
            if (!safety.Synced) return Unsynced;
            // The end of a period is a matter of usage.
            if (await reporter.ReportAsync(target, time, cancel) is { } reset) queues.Usage.AddAfter(target, reset);
            return null;
        }

        async Task<TimeSpan?> ReportUsageAsync(StatusKey target, CancellationToken cancel)
        {
            // The other loop writes it: two at once could leave the older of two statuses standing.
            queues.Statuses.Add(target);
            await Task.Delay(UsagePace, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return null;
        }
    }

    /// <summary>All of them.</summary>
    public IList<OperatorLoop> All { get; } = [];

    private static Task<TimeSpan?> Later() => Task.FromResult<TimeSpan?>(Unsynced);
}

/// <summary>One loop.</summary>
/// <param name="Name">Its name in metrics.</param>
/// <param name="RunAsync">Works until it is cancelled.</param>
/// <param name="Read">Runs, errors and the number of keys that wait.</param>
/// <param name="Waits">How long keys waited.</param>
internal sealed record OperatorLoop(
    string Name, Func<CancellationToken, Task> RunAsync, Func<(long Runs, long Errors, int Depth)> Read, Durations Waits);
