using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.TestOperator;

/// <summary>Waits until what is published is what should be.</summary>
internal static class Settling
{
    // Of the operator's clock: every pause of it ends soon, and a request has 30 of these.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    // With a Lease, which a leader must have the time to renew.
    private static readonly TimeSpan LeasedTick = TimeSpan.FromMilliseconds(50);

    // Only a hang takes as long as this.
    private const int Patience = 2_000;

    /// <summary>Waits, and fails with what differs.</summary>
    public static async Task UntilPublishedAsync(
        Stage stage, OperatorConfiguration configuration, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        var tick = configuration.Lease is null ? Tick : LeasedTick;
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
            time.Advance(tick);
        }
        throw new InvalidOperationException($"Not published: {difference}");
    }

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Stage stage, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        for (var round = 0; !await holds(); round++)
        {
            // Paces the rounds: a request that the operator makes reaches the server while this one does.
            await stage.ListAsync(Kinds.Pods, stage.Gateways, cancellationToken);
            if (round == Patience) throw new InvalidOperationException("It never came to be.");
            time.Advance(Tick);
        }
    }

    /// <summary>Lets a while pass on the operator's clock, in which it may ask for what it likes.</summary>
    public static async Task ForAsync(TimeSpan period, Stage stage, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        for (var passed = TimeSpan.Zero; passed < period; passed += Tick)
        {
            await stage.ListAsync(Kinds.Pods, stage.Gateways, cancellationToken);
            time.Advance(Tick);
        }
    }

    /// <summary>Waits until an operator on a cluster of the stage's own has nothing to ask for half a minute of its clock.</summary>
    public static async Task UntilQuietAsync(Stage stage, FakeTimeProvider time, CancellationToken cancellationToken)
    {
        var asked = 0;
        var faults = stage.Api.Cluster!.Faults;
        void Note(TestCluster.Http.ApiRequest request)
        {
            if (request.User.Name == stage.OperatorUser) Interlocked.Increment(ref asked);
        }
        faults.Requested += Note;
        var quiet = 0;
        await UntilAsync(
            () => Task.FromResult((quiet = Interlocked.Exchange(ref asked, 0) == 0 ? quiet + 1 : 0) == 30),
            stage, time, cancellationToken);
        faults.Requested -= Note;
    }
}
