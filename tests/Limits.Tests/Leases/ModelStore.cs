using Headgate.Configuration;
using Headgate.Limits.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Leases;

/// <summary>
/// What the scripts do, in a few lines of C#, behind a network that a test plays: a question lies there until it is delivered, and its answer may be
/// lost before or after it took effect. Shared by several gateways.
/// </summary>
internal sealed class ModelStore(FakeTimeProvider time)
{
    private const int Divisor = 8;

    private readonly Dictionary<Counter, (long Used, long Epoch)> _counters = [];
    private readonly Dictionary<Counter, long> _counted = [];
    private readonly List<Question> _questions = [];
    private long _epochs;

    /// <summary>Questions that lie there.</summary>
    public int Waiting => _questions.Count;

    /// <summary>Questions that were delivered.</summary>
    public int Delivered { get; private set; }

    /// <summary>The server's clock.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Units booked in a window.</summary>
    public long Used(string application, string metric, Period period, DateTimeOffset at) =>
        _counters.GetValueOrDefault(new Counter(application, metric, period, CalendarWindow.Of(period, at).Start)).Used;

    /// <summary>Counts units as used, as a flush of statistics does.</summary>
    public void Count(string application, string metric, Period period, long units)
    {
        var counter = new Counter(application, metric, period, CalendarWindow.Of(period, Now).Start);
        _counted[counter] = _counted.GetValueOrDefault(counter) + units;
    }

    /// <summary>Changes a counter by hand, as a reset does.</summary>
    public void Reset(string application, string metric, Period period) =>
        _counters[new Counter(application, metric, period, CalendarWindow.Of(period, Now).Start)] = (0, ++_epochs);

    /// <summary>The way of one gateway to this store.</summary>
    public ILimitStore For(ServerClock clock, StoreHealth health) => new Way(this, clock, health);

    /// <summary>Delivers a question; what waits for its answer goes on before this returns.</summary>
    public void Deliver(int index, Fate fate = Fate.Answered)
    {
        var question = _questions[index];
        _questions.RemoveAt(index);
        Delivered++;
        question.Deliver(fate);
    }

    /// <summary>Delivers everything, also what is asked meanwhile.</summary>
    public void DeliverAll()
    {
        while (_questions.Count > 0) Deliver(0);
    }

    private ReserveOutcome Reserve(ReserveRequest request)
    {
        request.Now = Now;
        var refused = false;
        foreach (ref var claim in request.Claims)
        {
            (claim.Used, claim.Epoch) = _counters.GetValueOrDefault(CounterOf(request, claim), (0, -1));
            claim.Granted = 0;
            claim.Settled = _counted.GetValueOrDefault(CounterOf(request, claim)) >= claim.Used;
            refused |= claim.Enforced && claim.Need > claim.Max - claim.Used;
        }
        if (refused) return ReserveOutcome.Refused;
        foreach (ref var claim in request.Claims)
        {
            var left = claim.Max - claim.Used;
            claim.Granted = Math.Max(claim.Need, claim.Need > left ? claim.Want : Math.Min(claim.Want, left / Divisor));
            if (claim.Granted <= 0) continue;
            if (claim.Epoch < 0) claim.Epoch = ++_epochs;
            claim.Used += claim.Granted;
            _counters[CounterOf(request, claim)] = (claim.Used, claim.Epoch);
        }
        return ReserveOutcome.Granted;
    }

    private Counter CounterOf(ReserveRequest request, in Claim claim) =>
        new(request.Application, claim.Metric, claim.Period, CalendarWindow.Of(claim.Period, Now).Start);

    private void Return(string application, ReadOnlySpan<UnspentUnits> units)
    {
        foreach (var unspent in units)
        {
            var counter = new Counter(application, unspent.Metric, unspent.Period, unspent.WindowStart);
            if (_counters.TryGetValue(counter, out var known) && known.Epoch == unspent.Epoch) _counters[counter] = (Math.Max(0, known.Used - unspent.Units), known.Epoch);
        }
    }

    private readonly record struct Counter(string Application, string Metric, Period Period, DateTimeOffset Start);

    private sealed record Question(Action<Fate> Deliver);

    private sealed class Way(ModelStore store, ServerClock clock, StoreHealth health) : ILimitStore
    {
        public ValueTask<ReserveOutcome> ReserveAsync(ReserveRequest request, CancellationToken cancellationToken)
        {
            if (health.Current is not null) return ValueTask.FromResult(ReserveOutcome.Unavailable);
            var answer = new TaskCompletionSource<ReserveOutcome>();
            store._questions.Add(new Question(fate =>
            {
                var outcome = fate == Fate.LostBefore ? ReserveOutcome.Unavailable : store.Reserve(request);
                if (fate == Fate.Answered)
                {
                    health.Answered();
                    clock.Told(request.Now.ToUnixTimeMilliseconds(), booked: true);
                }
                else
                {
                    health.Missed("lost", certain: false);
                    outcome = ReserveOutcome.Unavailable;
                }
                answer.SetResult(outcome);
            }));
            return new ValueTask<ReserveOutcome>(answer.Task);
        }

        public ValueTask ReturnAsync(string application, ReadOnlyMemory<UnspentUnits> units, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource();
            store._questions.Add(new Question(fate =>
            {
                if (fate != Fate.LostBefore) store.Return(application, units.Span);
                answer.SetResult();
            }));
            return new ValueTask(answer.Task);
        }

        public ValueTask<DateTimeOffset?> ReadAsync(string application, Memory<CounterReading> counters, CancellationToken cancellationToken) =>
            throw new NotSupportedException("Calls do not read.");
    }
}

/// <summary>What becomes of a question.</summary>
internal enum Fate
{
    /// <summary>It takes effect and is answered.</summary>
    Answered,

    /// <summary>It never arrives.</summary>
    LostBefore,

    /// <summary>It takes effect, and the answer is lost.</summary>
    LostAfter,
}
