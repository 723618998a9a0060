using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Counters;

/// <summary>Puts into the queues what is to be done with counters that gateways share.</summary>
internal sealed class CounterTriggers(ClusterStores stores, OperatorQueues queues, SharedCounters counters)
{
    /// <summary>Begins; without shared counters there is nothing to do.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        if (!counters.Exist || cancellationToken.IsCancellationRequested) return Task.CompletedTask;
        queues.Counters.Add(DeletedCounters.All);
        queues.Lifetimes.Add(DeletedCounters.All);
        stores.Applications.Changed += (key, before, after) =>
        {
            if (before is null || after is null) queues.Lifetimes.AddAfter(key.ToString(), DeletedCounters.AfterChange);
        };
        return Task.CompletedTask;
    }
}
