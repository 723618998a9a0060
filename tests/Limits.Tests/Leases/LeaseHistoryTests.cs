using System.Globalization;
using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Leases;

/// <summary>
/// Random histories of several gateways: calls of one and of three limits, answers that come late or never, clocks that differ, windows that end, idle
/// leases that come back. No counter ever passes its limit, and every unit is accounted for. HEADGATE_SEED repeats a run.
/// </summary>
public sealed class LeaseHistoryTests(ITestOutputHelper output)
{
    private const int Histories = 1_500;

    private static readonly (string Metric, Period Period, long Max)[] Limits =
        [("hits", Period.Minute, 40), ("hits", Period.Day, 120), ("search", Period.Minute, 13), ("search", Period.Eternity, 60)];

    [Theory, InlineData(false), InlineData(true)]
    public async Task No_counter_passes_its_limit(bool answersAreLost)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("HEADGATE_SEED"), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"HEADGATE_SEED={seed}");
        for (var history = 0; history < Histories; history++) await new History(new Random(seed + history), answersAreLost).RunAsync($"HEADGATE_SEED={seed + history}");
    }

    private sealed class History
    {
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 5, 15, 23, 58, 40, TimeSpan.Zero));
        private readonly Random _random;
        private readonly bool _answersAreLost;
        private readonly ModelStore _store;
        private readonly FakeTimeProvider[] _clocks;
        private readonly LeasingGateway[] _gateways;

        public History(Random random, bool answersAreLost)
        {
            (_random, _answersAreLost, _store) = (random, answersAreLost, new ModelStore(_time));
            // Their clocks are wrong by up to ten seconds.
            _clocks = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => new FakeTimeProvider(_time.GetUtcNow().AddSeconds(random.Next(-10, 11))))];
            _gateways = [.. _clocks.Select(clock => new LeasingGateway(_store, clock))];
        }

        public async Task RunAsync(string seed)
        {
            for (var step = 0; step < 150; step++) await StepAsync();
            foreach (var gateway in _gateways) gateway.Health.Back();
            _store.DeliverAll();
            var returns = _gateways.Select(gateway => gateway.Leases.GiveBackAsync(all: true)).ToList();
            _store.DeliverAll();
            await Task.WhenAll(returns);
            var passed = new List<ReserveRequest>();
            foreach (var gateway in _gateways) passed.AddRange(await gateway.PassedAsync());
            foreach (var (metric, period, max) in Limits)
            {
                foreach (var window in passed.GroupBy(call => CalendarWindow.Of(period, call.Now).Start))
                {
                    var accepted = window.Sum(call => call.Costs.ToArray().Where(cost => cost.Metric == metric).Sum(cost => cost.Units));
                    Assert.True(accepted <= max, $"{seed}: {accepted} of {max} {metric} passed in the {period} of {window.Key:O}");
                    var used = _store.Used("tenant/app", metric, period, window.First().Now);
                    var isNow = CalendarWindow.Of(period, _store.Now).Start == window.Key;
                    // Units of a window that has ended need not come back, and those of lost answers do not.
                    Assert.True(!_answersAreLost && isNow ? used == accepted : used >= accepted, $"{seed}: {used} booked and {accepted} passed of {metric} in the {period} of {window.Key:O}");
                }
            }
        }

        private async Task StepAsync()
        {
            var gateway = _gateways[_random.Next(_gateways.Length)];
            switch (_random.Next(20))
            {
                case < 9:
                    _ = gateway.Call(NewCall());
                    break;
                case < 16:
                    if (_store.Waiting > 0) _store.Deliver(_random.Next(_store.Waiting), FateOfNext());
                    break;
                case < 18:
                    Advance(TimeSpan.FromMilliseconds(_random.Next(1, 400)));
                    break;
                case 18:
                    Advance(TimeSpan.FromSeconds(_random.Next(1, 50)));
                    break;
                default:
                    gateway.Health.Back();
                    await Task.WhenAny(gateway.Leases.GiveBackAsync(all: false), Task.CompletedTask);
                    break;
            }
        }

        private Fate FateOfNext() => !_answersAreLost ? Fate.Answered : _random.Next(10) switch { 0 => Fate.LostBefore, 1 => Fate.LostAfter, _ => Fate.Answered };

        private void Advance(TimeSpan time)
        {
            _time.Advance(time);
            foreach (var clock in _clocks) clock.Advance(time);
        }

        private ReserveRequest NewCall()
        {
            var request = new ReserveRequest();
            request.Begin("tenant/app");
            var search = _random.Next(3) == 0 ? _random.Next(1, 6) : 0;
            var hits = search + (_random.Next(4) == 0 ? 5 : 1);
            request.AddCost("hits", hits);
            if (search > 0) request.AddCost("search", search);
            foreach (var (metric, period, max) in Limits)
            {
                var need = metric == "hits" ? hits : search;
                if (need > 0) request.AddClaim(new Claim { Metric = metric, Period = period, Need = need, Want = need, Max = max, Enforced = true });
            }
            return request;
        }
    }
}
