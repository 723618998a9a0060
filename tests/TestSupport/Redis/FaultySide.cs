namespace Headgate.TestSupport.Redis;

/// <summary>One direction of a <see cref="FaultProxy"/>.</summary>
public sealed class FaultySide
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Fault _fault = Fault.None;

    /// <summary>What happens from now on, on open connections too.</summary>
    public Fault Fault
    {
        get => _fault;
        set
        {
            lock (_lock)
            {
                _fault = value;
                _changed.TrySetResult();
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Waits while nothing arrives.</summary>
    internal async Task<Fault> PassableAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Fault fault;
            Task changed;
            lock (_lock) (fault, changed) = (_fault, _changed.Task);
            if (!fault.Blackhole) return fault;
            await changed.WaitAsync(cancellationToken);
        }
    }
}
