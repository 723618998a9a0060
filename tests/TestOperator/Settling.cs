using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.TestOperator;

/// <summary>Waits until what is published is what should be.</summary>
internal static class Settling
{
    // Of the operator's clock: every pause of it ends soon, and a request has 30 of these.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // Only a hang takes as long as this.
    private const int Patience = 2_000;

    /// <summary>Waits, and fails with what differs.</summary>
    public static async Task UntilPublishedAsync(
        Stage stage, OperatorConfiguration configuration, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        var difference = "";
        for (var round = 0; round < Patience; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                difference = await Published.DifferenceAsync(stage, configuration, cancellationToken);
                if (difference is null) return;
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException)
            {
                // A fault that was meant for the operator.
            }
            time.Advance(Tick);
        }
        throw new InvalidOperationException($"Not published: {difference}");
    }
}
