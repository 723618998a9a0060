using Headgate.Configuration;

namespace Headgate.Limits.Leases;

/// <summary>
/// The leases of one Application. Calls spend from them under one small lock; those that cannot wait in line while one question to the store is on
/// its way, and are served from its answer in the order they came.
/// </summary>
internal sealed class ApplicationLeases(string application, LeaseSource source)
{
    private readonly Lock _lock = new();
    private readonly List<Lease> _leases = [];
    private readonly LinkedList<WaitingCall> _line = [];
    private readonly LeaseQuestion _question = new(application);
    private bool _asking;
    private bool _forgotten;
    private long _calledAt = source.Time.GetTimestamp();

    /// <summary>Units that are booked and not spent.</summary>
    public long Unspent
    {
        get
        {
            lock (_lock) return _leases.Sum(lease => lease.Unspent);
        }
    }

    /// <summary>Completes when the question that was asked last has been answered, and those that followed from it.</summary>
    public Task Asked { get; private set; } = Task.CompletedTask;

    /// <summary>Decides a call; null when this object was forgotten meanwhile and another one must be asked.</summary>
    public ValueTask<ReserveOutcome>? Reserve(ReserveRequest request)
    {
        ValueTask<ReserveOutcome> outcome;
        lock (_lock)
        {
            if (_forgotten) return null;
            _calledAt = source.Time.GetTimestamp();
            if (Decide(request, Enter()) is { } decided)
            {
                outcome = new ValueTask<ReserveOutcome>(decided);
                if (_asking || source.Health.Current is not null || !_leases.Exists(static lease => lease.IsLow)) return outcome;
            }
            else
            {
                var waiting = new WaitingCall(request);
                _line.AddLast(waiting);
                outcome = new ValueTask<ReserveOutcome>(waiting.Task);
                if (_asking) return outcome;
            }
            _asking = true;
        }
        Asked = AskAsync();
        return outcome;
    }

    /// <summary>Takes out what was not spent for a while, to give it back; all of it when the gateway leaves.</summary>
    /// <param name="all">Whether also what is in use.</param>
    /// <param name="forget">Whether nothing is left here and nobody has called for long: this object can go.</param>
    public UnspentUnits[] GiveBack(bool all, out bool forget)
    {
        lock (_lock)
        {
            var timestamp = source.Time.GetTimestamp();
            Enter();
            // While the store is away nothing could be given back: what is idle stays this gateway's share.
            var isAway = !all && source.Health.Current is not null;
            var gone = _forgotten = !isAway && !_asking && _line.Count == 0 && source.Time.GetElapsedTime(_calledAt, timestamp) >= LeaseTerms.Forget;
            forget = gone;
            // What is on its way would come back into an empty lease: it is looked at the next time.
            if (isAway || (_asking && !all)) return [];
            var idle = _leases.Where(lease => all || gone || lease.IsIdle(LeaseTerms.Idle, timestamp, source.Time));
            return [.. idle.Select(lease => lease.GiveBack(source.Generation())).OfType<UnspentUnits>()];
        }
    }

    /// <summary>Takes over what a question has booked whose answer came too late; returns what does not belong here.</summary>
    public UnspentUnits[] TakeLate(ReserveRequest late)
    {
        lock (_lock)
        {
            var back = new List<UnspentUnits>();
            foreach (ref readonly var claim in late.Claims)
            {
                if (claim.Granted == 0) continue;
                var taken = !_forgotten && Find(claim.Metric, claim.Period) is { } lease && lease.TakeLate(claim, late.Now, source.Generation());
                if (!taken) back.Add(UnspentUnits.Of(claim, late.Now));
            }
            return [.. back];
        }
    }

    private DateTimeOffset Enter()
    {
        var now = source.Clock.Now;
        foreach (var lease in _leases) lease.Enter(now.UtcTicks);
        return now;
    }

    /// <summary>What can be said without asking.</summary>
    /// <param name="request">The call.</param>
    /// <param name="now">The store's clock.</param>
    /// <param name="unanswered">Whether it was asked in vain.</param>
    private ReserveOutcome? Decide(ReserveRequest request, DateTimeOffset now, bool unanswered = false)
    {
        request.Now = now;
        var isAway = source.Health.Current is not null;
        if (isAway && request.WhenUnavailable == StorePolicy.Deny) return ReserveOutcome.Unavailable;
        var lasting = (isAway || unanswered) && request.WhenUnavailable != StorePolicy.Allow;
        bool covered = true, known = true, refused = false;
        foreach (ref readonly var claim in request.Claims)
        {
            var lease = Find(claim.Metric, claim.Period);
            covered &= lease is not null && lease.Covers(claim);
            known &= lease is not null && lease.IsUnder(claim);
            refused |= lease is not null && lease.Refuses(claim, _calledAt, lasting);
        }
        if (covered)
        {
            foreach (ref var claim in request.Claims) Find(claim.Metric, claim.Period)!.Spend(ref claim, _calledAt);
            return ReserveOutcome.Granted;
        }
        if (refused && known) return Tell(request, ReserveOutcome.Refused);
        return isAway ? WithoutStore(request) : null;
    }

    /// <summary>What becomes of a call that no lease covers while nobody can be asked. What is let pass is booked nowhere; its statistics settle that.</summary>
    private ReserveOutcome WithoutStore(ReserveRequest request) =>
        Tell(request, request.WhenUnavailable == StorePolicy.Allow ? ReserveOutcome.Granted : ReserveOutcome.Unavailable);

    private ReserveOutcome Tell(ReserveRequest request, ReserveOutcome outcome)
    {
        foreach (ref var claim in request.Claims)
        {
            if (Find(claim.Metric, claim.Period) is { } lease) lease.Tell(ref claim);
            else (claim.Used, claim.Granted, claim.Epoch) = (0, 0, 0);
        }
        return outcome;
    }

    /// <summary>Asks until nobody waits and no lease is low.</summary>
    private async Task AskAsync()
    {
        try
        {
            while (true)
            {
                WaitingCall? first;
                UnspentUnits[] before;
                lock (_lock)
                {
                    first = ServeLine(Enter());
                    if (first is null && !_leases.Exists(static lease => lease.IsLow))
                    {
                        _asking = false;
                        return;
                    }
                    before = _question.Prepare(first?.Request, LeaseOf, _leases, source);
                }
                // What was booked under a limit that has changed comes back before it is asked under the new one.
                if (before.Length > 0) await source.Store.ReturnAsync(application, before, CancellationToken.None);
                var outcome = await source.Store.ReserveAsync(_question.Request, CancellationToken.None);
                lock (_lock)
                {
                    if (!Conclude(first, outcome)) return;
                }
            }
        }
        catch (Exception fault)
        {
            lock (_lock)
            {
                _asking = false;
                foreach (var waiting in _line) waiting.Fail(fault);
                _line.Clear();
            }
            throw;
        }
    }

    /// <summary>Serves those in line whom the leases cover; returns the first who must be asked for, taken out of the line.</summary>
    private WaitingCall? ServeLine(DateTimeOffset now)
    {
        while (_line.First is { } first)
        {
            _line.RemoveFirst();
            if (Decide(first.Value.Request, now) is not { } outcome) return first.Value;
            first.Value.Answer(outcome);
        }
        return null;
    }

    /// <summary>Takes over an answer; false when there was none, and then asking ends until the next call.</summary>
    private bool Conclude(WaitingCall? first, ReserveOutcome outcome)
    {
        var passes = _question.Conclude(outcome, source);
        if (outcome == ReserveOutcome.Unavailable)
        {
            if (first is not null) _line.AddFirst(first);
            var now = Enter();
            foreach (var waiting in _line) waiting.Answer(Decide(waiting.Request, now, unanswered: true) ?? WithoutStore(waiting.Request));
            _line.Clear();
            _asking = false;
            return false;
        }
        if (first is null) return true;
        first.Request.Now = _question.Request.Now;
        if (outcome == ReserveOutcome.Refused) first.Answer(Tell(first.Request, ReserveOutcome.Refused));
        else if (passes) first.Answer(_question.Pay(first.Request, _calledAt));
        // The window rolled over while the question was on its way: what was held for the call has lapsed.
        else _line.AddFirst(first);
        return true;
    }

    private Lease LeaseOf(string metric, Period period)
    {
        if (Find(metric, period) is { } known) return known;
        var lease = new Lease(metric, period);
        _leases.Add(lease);
        return lease;
    }

    private Lease? Find(string metric, Period period)
    {
        foreach (var lease in _leases)
        {
            if (lease.Period == period && lease.Metric == metric) return lease;
        }
        return null;
    }
}
