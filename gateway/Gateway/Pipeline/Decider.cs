using Headgate.Limits;

namespace Headgate.Gateway.Pipeline;

/// <summary>Judges calls: everything between "headers parsed" and "forward". Allocates nothing for a key that was seen before.</summary>
public sealed class Decider(ILimitStore store, TimeProvider time)
{
    private static readonly Step[] InOrder = [.. Steps.InOrder];

    /// <summary>Runs the steps, then books what the call costs. A refused call costs nothing.</summary>
    public ValueTask<Reason> DecideAsync(Call call, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var step in InOrder)
        {
            var reason = step(call, now);
            if (reason != Reason.Accepted) return ValueTask.FromResult(reason);
        }
        var booking = store.ReserveAsync(call.Reservation, cancellationToken);
        return booking.IsCompletedSuccessfully ? ValueTask.FromResult(Judge(booking.Result)) : AwaitAsync(booking);
    }

    private static async ValueTask<Reason> AwaitAsync(ValueTask<ReserveOutcome> booking) => Judge(await booking);

    private static Reason Judge(ReserveOutcome outcome) => outcome switch
    {
        ReserveOutcome.Granted => Reason.Accepted,
        ReserveOutcome.Refused => Reason.LimitExceeded,
        _ => Reason.StoreUnavailable,
    };
}
