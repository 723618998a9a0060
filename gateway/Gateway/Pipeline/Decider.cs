using Headgate.Configuration;
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
        return booking.IsCompletedSuccessfully ? ValueTask.FromResult(Judge(call, booking.Result)) : AwaitAsync(call, booking);
    }

    private static async ValueTask<Reason> AwaitAsync(Call call, ValueTask<ReserveOutcome> booking) => Judge(call, await booking);

    private static Reason Judge(Call call, ReserveOutcome outcome) => outcome switch
    {
        ReserveOutcome.Granted => Reason.Accepted,
        ReserveOutcome.Refused => Reason.LimitExceeded,
        _ => call.Product.Live.WhenStoreUnavailable == StorePolicy.Allow ? Reason.Accepted : Reason.StoreUnavailable,
    };
}
