using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Leases;

/// <summary>What leases spare, when they come back, and what becomes of calls while nobody answers.</summary>
public sealed class LeaseTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 5, 15, 10, 20, 30, TimeSpan.Zero));
    private readonly ModelStore _store;
    private readonly LeasingGateway _gateway;

    public LeaseTests()
    {
        _store = new ModelStore(_time);
        _gateway = new LeasingGateway(_store, _time);
    }

    [Fact]
    public async Task A_thousand_calls_ask_a_dozen_times()
    {
        for (var call = 0; call < 1_000; call++) Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 1_000_000)));
        Assert.InRange(_store.Delivered, 2, 12);
    }

    [Fact]
    public async Task Callers_that_wait_share_one_question()
    {
        var calls = Enumerable.Range(0, 64).Select(_ => _gateway.Call(max: 1_000_000)).ToList();
        Assert.Equal(1, _store.Waiting);
        _store.DeliverAll();
        Assert.All(await Task.WhenAll(calls), outcome => Assert.Equal(ReserveOutcome.Granted, outcome));
        Assert.Equal(1, _store.Delivered);
    }

    [Fact]
    public async Task A_lease_is_refilled_before_it_is_spent()
    {
        var asked = 0;
        for (var call = 0; call < 128; call++)
        {
            var outcome = _gateway.Call(max: 1_000_000);
            if (call == 0) _store.DeliverAll();
            // From now on no call has to wait; the question ahead of need lies there meanwhile.
            Assert.True(outcome.IsCompleted || call == 0);
            asked = Math.Max(asked, _store.Waiting);
            Assert.Equal(ReserveOutcome.Granted, await outcome);
        }
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task Near_its_limit_the_last_unit_is_found_and_no_more()
    {
        foreach (var max in new[] { 1, 2, 7, 8, 9, 100, 1_000 })
        {
            var (store, passed) = (new ModelStore(_time), 0);
            LeasingGateway[] gateways = [.. Enumerable.Range(0, 4).Select(_ => new LeasingGateway(store, _time))];
            for (var call = 0; call < max + 200; call++)
            {
                var outcome = gateways[call % 4].Call(max);
                store.DeliverAll();
                if (await outcome == ReserveOutcome.Granted) passed++;
                _time.Advance(TimeSpan.FromMilliseconds(1));
            }
            Assert.Equal(max, passed);
        }
    }

    [Fact]
    public async Task A_flood_of_refused_calls_asks_four_times_a_second_and_a_cheaper_call_may_pass()
    {
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10, units: 8)));
        var before = _store.Delivered;
        for (var call = 0; call < 1_000; call++)
        {
            Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(max: 10, units: 5)));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.InRange(_store.Delivered - before, 1, 4);
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10, units: 2)));
    }

    [Fact]
    public async Task What_is_idle_for_a_second_comes_back()
    {
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10_000)));
        Assert.Equal(128, _store.Used("tenant/app", "hits", Period.Day, _time.GetUtcNow()));
        _time.Advance(TimeSpan.FromMilliseconds(900));
        await GiveBackAsync(all: false);
        Assert.Equal(127, _gateway.Leases.Unspent);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await GiveBackAsync(all: false);
        Assert.Equal((0, 1), (_gateway.Leases.Unspent, _store.Used("tenant/app", "hits", Period.Day, _time.GetUtcNow())));
    }

    [Fact]
    public async Task Whoever_is_quiet_for_a_minute_is_forgotten()
    {
        for (var application = 0; application < 100; application++) await DecideAsync(_gateway.Call(NewRequest($"tenant/{application}")));
        Assert.Equal(100, _gateway.Leases.Applications);
        _time.Advance(TimeSpan.FromMinutes(1));
        await GiveBackAsync(all: false);
        Assert.Equal((0, 0L), (_gateway.Leases.Applications, _gateway.Leases.Unspent));
        var before = _store.Delivered;
        _time.Advance(TimeSpan.FromMinutes(10));
        await GiveBackAsync(all: false);
        Assert.Equal(before, _store.Delivered);
    }

    [Fact]
    public async Task After_a_lost_connection_nothing_is_given_back()
    {
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10_000)));
        _gateway.Generation++;
        await GiveBackAsync(all: true);
        Assert.Equal(128, _store.Used("tenant/app", "hits", Period.Day, _time.GetUtcNow()));
    }

    [Theory, InlineData(5), InlineData(1_000)]
    public async Task A_limit_that_changed_binds_at_once_and_units_booked_under_the_old_one_come_back(long max)
    {
        for (var call = 0; call < 4; call++) Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10_000)));
        var passed = 4;
        for (var call = 0; call < 1_200; call++)
        {
            if (await DecideAsync(_gateway.Call(max)) == ReserveOutcome.Granted) passed++;
        }
        Assert.Equal(max, passed);
    }

    [Fact]
    public async Task Units_of_another_life_of_a_counter_are_not_spent()
    {
        for (var call = 0; call < 60; call++) await DecideAsync(_gateway.Call(max: 100));
        _store.Reset("tenant/app", "hits", Period.Day);
        var passed = 0;
        for (var call = 0; call < 400; call++)
        {
            if (await DecideAsync(_gateway.Call(max: 100)) == ReserveOutcome.Granted) passed++;
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        // What had been booked before the reset is spent in the old life; the new one has its limit.
        Assert.InRange(passed, 100, 100 + (100 / 8));
        Assert.True(_store.Used("tenant/app", "hits", Period.Day, _time.GetUtcNow()) <= 100);
    }

    [Theory, InlineData(StorePolicy.LocalShare), InlineData(StorePolicy.Deny), InlineData(StorePolicy.Allow)]
    public async Task While_the_store_is_away_each_call_goes_as_its_Product_wants(StorePolicy policy)
    {
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10_000, policy: policy)));
        _gateway.Health.Missed("gone", certain: true);
        var outcomes = new List<ReserveOutcome>();
        for (var call = 0; call < 200; call++) outcomes.Add(await _gateway.Call(max: 10_000, policy: policy));
        Assert.Equal(policy switch { StorePolicy.LocalShare => 127, StorePolicy.Deny => 0, _ => 200 }, outcomes.Count(outcome => outcome == ReserveOutcome.Granted));
        Assert.DoesNotContain(ReserveOutcome.Refused, outcomes);
        Assert.Equal(policy == StorePolicy.Allow ? 73 : 0, _gateway.Leases.Unbooked);
    }

    [Fact]
    public async Task While_the_store_is_away_a_share_lasts_however_long_nobody_calls()
    {
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 10_000)));
        _gateway.Health.Missed("gone", certain: true);
        _time.Advance(TimeSpan.FromMinutes(2));
        await GiveBackAsync(all: false);
        Assert.Equal(127, _gateway.Leases.Unspent);
        _gateway.Health.Back();
        await GiveBackAsync(all: false);
        Assert.Equal((0, 1), (_gateway.Leases.Unspent, _store.Used("tenant/app", "hits", Period.Day, _time.GetUtcNow())));
    }

    [Fact]
    public async Task An_answer_that_never_comes_frees_everyone_who_waits()
    {
        var calls = Enumerable.Range(0, 64).Select(_ => _gateway.Call(max: 1_000_000)).ToList();
        _store.Deliver(0, Fate.LostAfter);
        Assert.All(await Task.WhenAll(calls), outcome => Assert.Equal(ReserveOutcome.Unavailable, outcome));
        Assert.Equal(0, _store.Waiting);
        // What was booked without an answer counts as spent.
        Assert.Equal((128, 0L), (_store.Used("tenant/app", "hits", Period.Day, _time.GetUtcNow()), _gateway.Leases.Unspent));
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 1_000_000)));
    }

    [Fact]
    public async Task A_limit_that_observes_asks_no_oftener_past_its_limit_than_before()
    {
        var would = 0;
        for (var call = 0; call < 1_000; call++)
        {
            var request = NewRequest("tenant/app", enforced: false, max: 100);
            Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(request)));
            if (request.Claims[0].OverLimit) would++;
        }
        Assert.Equal(900, would);
        Assert.InRange(_store.Delivered, 2, 60);
    }

    private static ReserveRequest NewRequest(string application, bool enforced = true, long max = 10_000)
    {
        var request = new ReserveRequest();
        request.Begin(application);
        request.AddCost("hits", 1);
        request.AddClaim(new Claim { Metric = "hits", Period = Period.Day, Need = 1, Want = 1, Max = max, Enforced = enforced });
        return request;
    }

    private async Task<ReserveOutcome> DecideAsync(Task<ReserveOutcome> call)
    {
        _store.DeliverAll();
        return await call;
    }

    private async Task GiveBackAsync(bool all)
    {
        var returning = _gateway.Leases.GiveBackAsync(all);
        _store.DeliverAll();
        await returning;
    }
}
