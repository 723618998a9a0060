using System.Collections.Concurrent;
using Headgate.Limits.Leases;
using Headgate.Limits.Redis;

namespace Headgate.Limits;

/// <summary>
/// Exact limits without asking each time (DESIGN §6): spends leases of the counters in Redis, refills them ahead of need, gives back what is not
/// spent, remembers refusals for a moment, and tells of every call that was accepted. While Redis is away each call goes as its Product wants
/// (<see cref="ReserveRequest.WhenUnavailable"/>).
/// </summary>
public sealed class LeasedLimitStore : ILimitStore
{
    private readonly ConcurrentDictionary<string, ApplicationLeases> _applications = new(StringComparer.Ordinal);
    private readonly Func<string, ApplicationLeases> _newApplication;
    private readonly LeaseSource _source;
    private readonly Action<ReserveRequest> _accepted;
    private long _unbooked;
    private volatile bool _leaving;

    /// <summary>Leases of a store's counters.</summary>
    /// <param name="store">The counters.</param>
    /// <param name="health">Whether they answer.</param>
    /// <param name="generation">Grows whenever the connection to them was lost.</param>
    /// <param name="accepted">Learns of every accepted call with all it costs, before its caller does; must be quick.</param>
    /// <param name="time">Measures rates and idleness.</param>
    public LeasedLimitStore(RedisLimitStore store, StoreHealth health, Func<long> generation, Action<ReserveRequest> accepted, TimeProvider time)
        : this(new LeaseSource(store, store.Clock, health, generation, time) { Farewell = store.ReturnLastlyAsync }, accepted)
    {
        store.CameLate = TakeLate;
    }

    internal LeasedLimitStore(LeaseSource source, Action<ReserveRequest> accepted)
    {
        _source = source;
        _accepted = accepted;
        _newApplication = application => new ApplicationLeases(application, source);
    }

    /// <summary>Units that are booked and not spent, over all counters.</summary>
    public long Unspent => _applications.Values.Sum(application => application.Unspent);

    /// <summary>Calls that were let pass unbooked while Redis was away.</summary>
    public long Unbooked => Interlocked.Read(ref _unbooked);

    /// <summary>Applications that are known at the moment; one that is quiet for a minute is forgotten.</summary>
    public int Applications => _applications.Count;

    /// <inheritdoc/>
    public ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken)
    {
        if (request.Claims.IsEmpty)
        {
            request.Now = _source.Clock.Count();
            return ValueTask.FromResult(Report(request, ReserveOutcome.Granted));
        }
        while (true)
        {
            var leases = _applications.GetOrAdd(request.Application, _newApplication);
            if (leases.Reserve(request) is not { } outcome) continue;
            return outcome.IsCompletedSuccessfully ? ValueTask.FromResult(Report(request, outcome.Result)) : AwaitAsync(request, outcome);
        }
    }

    /// <inheritdoc/>
    public ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken) =>
        _source.Store.ReturnAsync(application, units, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> ReadAsync(string application, Memory<CounterReading> counters, CancellationToken cancellationToken) =>
        _source.Store.ReadAsync(application, counters, cancellationToken);

    /// <summary>Gives idle leases back until it is cancelled, then all that are left, once and also while the store counts as away: when no call comes any more.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LeaseTerms.Sweep, _source.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) await GiveBackAsync(all: false);
        }
        catch (OperationCanceledException)
        {
            _leaving = true;
            // What the last calls asked for is on its way.
            await Task.WhenAll(_applications.Values.Select(application => application.Asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await GiveBackAsync(all: true);
        }
    }

    /// <summary>Gives units back, together for all Applications.</summary>
    /// <param name="all">Whether also those that are in use: the gateway leaves.</param>
    internal async Task GiveBackAsync(bool all)
    {
        List<Task> returns = [];
        foreach (var (name, application) in _applications)
        {
            var units = application.GiveBack(all, out var forget);
            if (forget) _applications.TryRemove(KeyValuePair.Create(name, application));
            if (units.Length > 0) returns.Add(all ? _source.Farewell(name, units) : _source.Store.ReturnAsync(name, units, CancellationToken.None).AsTask());
        }
        await Task.WhenAll(returns);
    }

    // When very many ask at once, as when a minute begins, answers are late though the store is well: what they bring is there for the next call.
    private UnspentUnits[] TakeLate(ReserveRequest late) => _leaving
        ? late.Granted()
        : _applications.GetOrAdd(late.Application, _newApplication).TakeLate(late);

    private async ValueTask<ReserveOutcome> AwaitAsync(ReserveRequest request, ValueTask<ReserveOutcome> outcome) => Report(request, await outcome);

    private ReserveOutcome Report(ReserveRequest request, ReserveOutcome outcome)
    {
        if (outcome != ReserveOutcome.Granted) return outcome;
        if (request.Claims is [{ Granted: 0, Need: > 0 }, ..]) Interlocked.Increment(ref _unbooked);
        _accepted(request);
        return outcome;
    }
}
