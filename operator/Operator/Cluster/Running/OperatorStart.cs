using Headgate.Controllers;
using Headgate.Operator.Cluster.Units;

namespace Headgate.Operator.Cluster.Running;

/// <summary>Puts everything into the queues at the beginning.</summary>
internal sealed class OperatorStart(UnitRegister register, UnitSafety safety, UnitResults results, OperatorQueues queues, TimeProvider time)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    /// <summary>Begins; the API server may be away for a while.</summary>
    /// <returns>Number of units.</returns>
    public async Task<int> BeginAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await safety.IdentifyAsync(cancellationToken);
                break;
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or OperationCanceledException)
            {
                await Task.Delay(Retry, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        var units = safety.Begin().Union(register.All, StringComparer.Ordinal).ToList();
        results.Expect(units);
        foreach (var unit in units) queues.Units.Add(unit);
        return units.Count;
    }
}
