using System.Collections.Concurrent;

namespace Headgate.Limits;

/// <summary>
/// Counters in this process: the embedded default. With several gateways limits hold per gateway. Always answers at once; what it grants
/// is exactly what a call needs, because asking again costs nothing here (<see cref="Claim.Want"/> is not looked at).
/// </summary>
public sealed class MemoryLimitStore(TimeProvider time) : ILimitStore
{
    private readonly ConcurrentDictionary<string, ApplicationCounters> _applications = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Counters(request.Application).Reserve(request, time.GetUtcNow()));

    /// <inheritdoc/>
    public ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken)
    {
        if (_applications.TryGetValue(application, out var counters))
        {
            foreach (ref readonly var unspent in units.Span) counters.Return(unspent);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>What an Application has used in the windows of now; empty for one that was never seen.</summary>
    public IReadOnlyList<CounterReading> Read(string application) =>
        _applications.TryGetValue(application, out var counters) ? counters.Read(time.GetUtcNow()) : [];

    private ApplicationCounters Counters(string application) => _applications.GetOrAdd(application, static _ => new ApplicationCounters());
}
