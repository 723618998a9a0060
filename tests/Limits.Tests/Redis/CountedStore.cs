using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;

namespace Headgate.Limits.Tests.Redis;

/// <summary>A store in Redis with its statistics, which are sent after each call instead of each second.</summary>
internal sealed class CountedStore : ILimitStore
{
    private readonly ILimitStore _store;
    private readonly UsageStatistics _statistics;
    private readonly UsageFlusher _flusher;
    private readonly Lock _lock = new();
    private Task _flushed = Task.CompletedTask;

    public CountedStore(ILimitStore store, ScriptRunner scripts, CounterKeys keys, TimeProvider time)
    {
        _store = store;
        _statistics = new UsageStatistics(time);
        _flusher = new UsageFlusher(_statistics, scripts, keys, () => false, time);
    }

    public async ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken)
    {
        var outcome = await _store.ReserveAsync(request, cancellationToken);
        if (outcome != ReserveOutcome.Granted) return outcome;
        _statistics.Count(request);
        Task flushed;
        lock (_lock) flushed = _flushed = FlushAfterAsync(_flushed);
        await flushed;
        return outcome;
    }

    public ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken) =>
        _store.ReturnAsync(application, units, cancellationToken);

    public ValueTask<DateTimeOffset?> ReadAsync(string application, Memory<CounterReading> counters, CancellationToken cancellationToken) =>
        _store.ReadAsync(application, counters, cancellationToken);

    private async Task FlushAfterAsync(Task before)
    {
        await before;
        Assert.True(await _flusher.FlushAsync());
    }
}
