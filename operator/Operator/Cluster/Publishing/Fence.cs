using System.Globalization;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>Lets nobody write who does not lead.</summary>
/// <param name="leadership">Who leads; null for an operator that runs alone.</param>
/// <param name="identity">Name of this process.</param>
internal sealed class Fence(Func<Leadership?> leadership, string identity)
{
    private const int TransitionBits = 20;

    /// <summary>
    /// Number of the present leadership, larger than that of every earlier one: seconds of the Lease's creation, then its transitions. 0 for an operator
    /// that runs alone.
    /// </summary>
    public long Epoch => leadership() is { } lease ? (lease.LeaseCreated.ToUnixTimeSeconds() << TransitionBits) + lease.Epoch : 0;

    /// <summary>Whether this process leads.</summary>
    public bool IsOpen => leadership()?.IsLeader ?? true;

    /// <summary>Refuses to go on without leading, or over what a later leader wrote.</summary>
    /// <exception cref="LeadershipLostException">This process does not lead any more.</exception>
    public void Check(PublishedCopy? current)
    {
        if (!IsOpen) throw new LeadershipLostException(identity);
        var epoch = current?.Annotations.GetValueOrDefault(PublishedObjects.EpochAnnotation);
        // Without a Lease there is no order among leaders, and what one with a Lease wrote before is taken over.
        if (leadership() is not null && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var written) && written > Epoch)
            throw new LeadershipLostException(identity);
    }
}
