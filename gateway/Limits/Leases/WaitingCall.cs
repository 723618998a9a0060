namespace Headgate.Limits.Leases;

/// <summary>A call that waits for an answer of the store.</summary>
internal sealed class WaitingCall(ReserveRequest request)
{
    // Whoever answers holds a lock: the call goes on elsewhere.
    private readonly TaskCompletionSource<ReserveOutcome> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ReserveRequest Request => request;

    public Task<ReserveOutcome> Task => _answer.Task;

    public void Answer(ReserveOutcome outcome) => _answer.SetResult(outcome);

    public void Fail(Exception fault) => _answer.SetException(fault);
}
