using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster;

/// <summary>What waits to be done. Everything that the operator does begins with a key in one of these.</summary>
internal sealed class OperatorQueues(TimeProvider time) : IDisposable
{
    /// <summary>Units to compile.</summary>
    public WorkQueue<string> Units { get; } = new(time);

    /// <summary>Pools to publish to.</summary>
    public WorkQueue<string> Pools { get; } = new(time);

    /// <summary>Pools whose gateways are to be asked what they serve.</summary>
    public WorkQueue<string> Gateways { get; } = new(time);

    /// <summary>Objects whose status is to be written.</summary>
    public WorkQueue<StatusKey> Statuses { get; } = new(time);

    /// <summary>Applications whose usage changed, which has time.</summary>
    public WorkQueue<StatusKey> Usage { get; } = new(time);

    /// <summary>What is to be read from the counters that gateways share.</summary>
    public WorkQueue<string> Counters { get; } = new(time);

    /// <summary>Applications whose counters are to end or to stay.</summary>
    public WorkQueue<string> Lifetimes { get; } = new(time);

    /// <summary>Products whose newest version may be due for its test call.</summary>
    public WorkQueue<string> Tests { get; } = new(time);

    public void Dispose()
    {
        Units.Dispose();
        Pools.Dispose();
        Gateways.Dispose();
        Statuses.Dispose();
        Usage.Dispose();
        Counters.Dispose();
        Lifetimes.Dispose();
        Tests.Dispose();
    }
}
