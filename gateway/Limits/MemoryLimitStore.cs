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

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> ReadAsync(string application, Memory<CounterReading> counters, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_applications.TryGetValue(application, out var known)) return new ValueTask<DateTimeOffset?>(known.Read(counters.Span, now));
        foreach (ref var counter in counters.Span) counter.Used = 0;
        return new ValueTask<DateTimeOffset?>(now);
    }

    private ApplicationCounters Counters(string application) => _applications.GetOrAdd(application, static _ => new ApplicationCounters());
}
