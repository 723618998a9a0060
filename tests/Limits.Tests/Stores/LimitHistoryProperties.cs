using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;
using Microsoft.FSharp.Core;

namespace Headgate.Limits.Tests.Stores;

/// <summary>Every history of calls, returns and clocks leaves the store where it leaves a naive model. HEADGATE_SEED repeats a run.</summary>
public sealed class LimitHistoryProperties(ITestOutputHelper output)
{
    private const int Histories = 2_000;
    private static readonly string[] Metrics = ["hits", "search", "bytes"];

    private static readonly Gen<Event> Calls =
        from application in Gen.Choose(0, 1)
        from costs in Gen.ArrayOf(Gen.Choose(0, 5), Metrics.Length)
        from limits in Gen.ArrayOf(
            from metric in Gen.Choose(0, Metrics.Length - 1)
            from period in Gen.Elements(Enum.GetValues<Period>())
            from max in Gen.Frequency((6, Gen.Choose(1, 15)), (1, Gen.Constant(0)), (1, Gen.Constant(1_000)))
            from enforced in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
            select new Limit(metric, period, max, enforced))
        select (Event)new CallMade(application, costs, [.. limits.Take(4).DistinctBy(limit => (limit.Metric, limit.Period))]);

    private static readonly Gen<Event> Steps =
        from seconds in Gen.Elements(1, 15, 59, 60, 3_599, 3_600, 86_400, 6 * 86_400, 31 * 86_400, 366 * 86_400, -1, -90, -4_000, -100_000)
        select (Event)new ClockStepped(seconds);

    private static readonly Gen<Event> Returns =
        from which in Gen.Choose(0, 1_000)
        from units in Gen.Choose(1, 7)
        from epoch in Gen.Elements(0, 0, 0, 1)
        select (Event)new UnitsReturned(which, units, epoch);

    private static readonly Arbitrary<Event[]> Cases = Arb.From(
        Gen.ArrayOf(Gen.Frequency((6, Calls), (2, Steps), (2, Returns))),
        history => history.Select((_, left) => history.Where((_, index) => index != left).ToArray()));

    private interface Event;

    [Fact]
    public void The_store_does_what_the_model_does()
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("HEADGATE_SEED"), CultureInfo.InvariantCulture, out var given)
            ? given : (ulong)Random.Shared.NextInt64();
        output.WriteLine($"HEADGATE_SEED={seed}");
        var replay = FSharpOption<Replay>.Some(new Replay(new Rnd(seed), FSharpOption<int>.None));
        Prop.ForAll(Cases, history => new Run().Follow(history)).Check(Config.QuickThrowOnFailure.WithMaxTest(Histories).WithReplay(replay));
    }

    private sealed record CallMade(int Application, int[] Costs, Limit[] Limits) : Event
    {
        public override string ToString() => $"call of {Application} costs {string.Join(',', Costs)} limits {string.Join(", ", Limits.AsEnumerable())}";
    }

    private sealed record ClockStepped(int Seconds) : Event;

    private sealed record UnitsReturned(int Which, int Units, int Epoch) : Event;

    private sealed record Limit(int Metric, Period Period, int Max, bool Enforced);

    /// <summary>The store and the model beside each other.</summary>
    private sealed class Run
    {
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2023, 12, 31, 23, 58, 30, TimeSpan.Zero));
        private readonly MemoryLimitStore _store;
        private readonly NaiveLimits[] _models = [new(), new()];
        private readonly List<(int Application, DateTime At, string Metric, Period Period)> _booked = [];
        private readonly ReserveRequest _request = new();

        public Run() => _store = new MemoryLimitStore(_time);

        public bool Follow(Event[] history) => history.All(each => each switch
        {
            CallMade call => Call(call),
            ClockStepped step => Step(step),
            UnitsReturned units => Return(units),
            _ => false,
        });

        private bool Call(CallMade call)
        {
            var model = _models[call.Application];
            var now = model.See(_time.GetUtcNow());
            _request.Again($"app/{call.Application}");
            for (var metric = 0; metric < Metrics.Length; metric++)
            {
                if (call.Costs[metric] > 0) _request.Costing(Metrics[metric], call.Costs[metric]);
            }
            foreach (var limit in call.Limits.Where(limit => call.Costs[limit.Metric] > 0))
            {
                if (limit.Enforced) _request.Limited(Metrics[limit.Metric], limit.Period, limit.Max);
                else _request.Observed(Metrics[limit.Metric], limit.Period, limit.Max);
            }
            var expected = model.Call(_request.Costs.ToArray().Select(cost => (cost.Metric, cost.Units)), _request.Claims.ToArray());
            if (Reserve() != (expected ? ReserveOutcome.Granted : ReserveOutcome.Refused) || _request.Now.UtcDateTime != now) return false;
            if (expected) _booked.AddRange(_request.Claims.ToArray().Select(claim => (call.Application, now, claim.Metric, claim.Period)));
            return _request.Claims.ToArray().All(claim => claim.Used == model.Used(claim.Metric, claim.Period)
                && claim.Granted == (expected ? claim.Need : 0)
                && claim.Exceeded == (!expected && claim.Enforced && claim.Used + claim.Need > claim.Max)) && Agrees(call.Application);
        }

        private bool Step(ClockStepped step)
        {
            _time.AdjustTime(_time.GetUtcNow().AddSeconds(step.Seconds));
            return Agrees(0) && Agrees(1);
        }

        private bool Return(UnitsReturned returned)
        {
            if (_booked.Count == 0) return true;
            var (application, at, metric, period) = _booked[returned.Which % _booked.Count];
            var units = new UnspentUnits(metric, period, CalendarWindow.Of(period, at).Start, returned.Epoch, returned.Units);
            _store.ReturnAsync($"app/{application}", new[] { units }, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            if (returned.Epoch == 0) _models[application].Return(metric, period, at, returned.Units);
            return Agrees(application);
        }

        private bool Agrees(int application)
        {
            var now = _time.GetUtcNow().UtcDateTime;
            var all = from metric in Metrics from period in Enum.GetValues<Period>() select new CounterReading(metric, period);
            var read = all.ToArray();
            _store.ReadAsync($"app/{application}", read, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return read.All(counter => counter.Used == _models[application].Used(counter.Metric, counter.Period, now));
        }

        private ReserveOutcome Reserve() => _store.ReserveAsync(_request, CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }
}
