using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Leases;

/// <summary>A refusal of which it is known that no units can come back is remembered for longer, and answers for a store that does not.</summary>
public sealed class SettledRefusalTests
{
    private const string Application = "tenant/app";
    private const long Max = 10;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 5, 15, 10, 20, 30, TimeSpan.Zero));
    private readonly ModelStore _store;
    private readonly LeasingGateway _gateway;

    public SettledRefusalTests()
    {
        _store = new ModelStore(_time);
        _gateway = new LeasingGateway(_store, _time);
    }

    [Theory, InlineData(false, 20, 21), InlineData(true, 3, 4)]
    public async Task A_flood_asks_less_once_all_that_was_booked_is_counted(bool counted, int least, int most)
    {
        await UseUpAsync();
        if (counted) CountAll();
        var before = _store.Delivered;
        for (var call = 0; call < 5_000; call++)
        {
            Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max)));
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }
        Assert.InRange(_store.Delivered - before, least, most);
    }

    [Fact]
    public async Task A_counter_that_was_reset_by_hand_is_there_again_after_two_seconds()
    {
        await UseUpAsync();
        CountAll();
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max)));
        _store.Reset(Application, Contract.Hits, Period.Day);
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max)));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(Max)));
    }

    [Fact]
    public async Task Units_that_another_holds_are_found_within_a_quarter_of_a_second_of_their_return()
    {
        var other = new LeasingGateway(_store, _time);
        var call = other.Call(max: 100);
        _store.DeliverAll();
        await call;
        Assert.Equal(11, other.Leases.Unspent);
        while (await DecideAsync(_gateway.Call(max: 100)) == ReserveOutcome.Granted) _store.Count(Application, Contract.Hits, Period.Day, 1);
        var returning = other.Leases.GiveBackAsync(all: true);
        _store.DeliverAll();
        await returning;
        _time.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(max: 100)));
    }

    [Fact]
    public async Task Once_a_cheaper_call_has_passed_nothing_is_settled_any_more()
    {
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(Max, units: 8)));
        _store.Count(Application, Contract.Hits, Period.Day, 8);
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max, units: 5)));
        var before = _store.Delivered;
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max, units: 5)));
        Assert.Equal(before, _store.Delivered);
        Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(Max, units: 1)));
        // Others may hold what was booked since.
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max, units: 5)));
        Assert.Equal(before + 2, _store.Delivered);
    }

    [Theory]
    [InlineData(StorePolicy.LocalShare, ReserveOutcome.Refused)]
    [InlineData(StorePolicy.Deny, ReserveOutcome.Unavailable)]
    [InlineData(StorePolicy.Allow, ReserveOutcome.Granted)]
    public async Task While_the_store_is_away_what_is_used_up_stays_so_until_the_window_ends(StorePolicy policy, ReserveOutcome expected)
    {
        await UseUpAsync();
        CountAll();
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max, policy: policy)));
        _gateway.Health.Missed("gone", certain: true);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(expected, await _gateway.Call(Max, policy: policy));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(policy == StorePolicy.Allow ? ReserveOutcome.Granted : ReserveOutcome.Unavailable, await _gateway.Call(Max, policy: policy));
    }

    [Theory, InlineData(false, ReserveOutcome.Unavailable), InlineData(true, ReserveOutcome.Refused)]
    public async Task A_question_in_vain_is_answered_by_what_is_known(bool counted, ReserveOutcome expected)
    {
        await UseUpAsync();
        if (counted) CountAll();
        Assert.Equal(ReserveOutcome.Refused, await DecideAsync(_gateway.Call(Max)));
        _time.Advance(TimeSpan.FromSeconds(2));
        var call = _gateway.Call(Max);
        _store.Deliver(0, Fate.LostBefore);
        Assert.Equal(expected, await call);
    }

    private async Task UseUpAsync()
    {
        for (var call = 0; call < Max; call++) Assert.Equal(ReserveOutcome.Granted, await DecideAsync(_gateway.Call(Max)));
    }

    private void CountAll() => _store.Count(Application, Contract.Hits, Period.Day, Max);

    private async Task<ReserveOutcome> DecideAsync(Task<ReserveOutcome> call)
    {
        _store.DeliverAll();
        return await call;
    }
}
