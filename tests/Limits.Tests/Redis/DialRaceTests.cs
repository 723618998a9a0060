using Headgate.Limits.Redis;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Attempts to connect side by side: how soon the next begins, how many there are, and what becomes of those that come too late.</summary>
public class DialRaceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);
    private static readonly RedisAddress[] Addresses = [new("first", 1), new("second", 2), new("third", 3)];

    private readonly FakeTimeProvider _time = new();
    private readonly List<Dial> _dials = [];

    [Fact]
    public async Task An_attempt_that_waits_in_vain_does_not_hold_up_the_next()
    {
        var race = Race(Addresses[0]);
        Pass(450);
        Assert.Single(_dials);
        Pass(50);
        Assert.Equal(2, _dials.Count);
        _dials[1].Succeed();
        Assert.Same(_dials[1].Link, await race);
        Assert.True(_dials[0].IsCancelled);
    }

    [Fact]
    public async Task A_slow_server_is_waited_for_while_others_are_tried()
    {
        var race = Race(Addresses[0]);
        Pass(3_400);
        Assert.False(_dials[1].IsCancelled);
        Assert.Equal(TimeSpan.FromSeconds(3), _dials[1].Patience);
        _dials[1].Succeed();
        Assert.Same(_dials[1].Link, await race);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_tried_twice_a_second()
    {
        var race = Race(Addresses[0]);
        Pass(3_950);
        Assert.Equal(8, _dials.Count);
        Pass(50);
        var exception = await Assert.ThrowsAsync<RedisUnreachableException>(() => race);
        Assert.Equal("first:1: it does not answer", exception.Message);
        Assert.All(_dials, dial => Assert.True(dial.IsCancelled));
    }

    [Fact]
    public void One_that_fails_at_once_while_another_waits_is_not_tried_before_its_turn()
    {
        _ = Race(Addresses[0]);
        Pass(500);
        _dials[1].Fail("refused");
        Pass(450);
        Assert.Equal(2, _dials.Count);
        Pass(50);
        Assert.Equal(3, _dials.Count);
    }

    [Fact]
    public async Task When_all_have_failed_it_is_over_at_once()
    {
        var race = Race(Addresses);
        foreach (var place in Enumerable.Range(0, 3)) _dials[place].Fail($"reason {place}");
        var exception = await Assert.ThrowsAsync<RedisUnreachableException>(() => race);
        Assert.Equal("first:1: reason 0; second:2: reason 1; third:3: reason 2", exception.Message);
        Assert.Equal(3, _dials.Count);
    }

    [Fact]
    public async Task One_that_hangs_costs_the_next_address_a_turn()
    {
        var race = Race(Addresses);
        Pass(500);
        Assert.Equal(Addresses[..2], _dials.Select(dial => dial.Address));
        _dials[1].Fail("it is a replica");
        Assert.Equal(Addresses, _dials.Select(dial => dial.Address));
        _dials[2].Succeed();
        Assert.Same(_dials[2].Link, await race);
    }

    [Fact]
    public async Task What_connects_when_another_has_is_closed()
    {
        var race = Race(Addresses[0]);
        Pass(500);
        _dials[1].Succeed();
        await race;
        _dials[0].Succeed();
        Assert.True(_dials[0].Link.IsClosed);
        Assert.False(_dials[1].Link.IsClosed);
    }

    [Fact]
    public async Task Whoever_leaves_ends_all_attempts()
    {
        using var leaving = new CancellationTokenSource();
        var race = RaceUntil(leaving.Token, Addresses[0]);
        Pass(600);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => race);
        Assert.All(_dials, dial => Assert.True(dial.IsCancelled));
    }

    private void Pass(int milliseconds)
    {
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromMilliseconds(milliseconds); passed += Step) _time.Advance(Step);
    }

    private Task<Connected> Race(params RedisAddress[] addresses) => RaceUntil(CancellationToken.None, addresses);

    private Task<Connected> RaceUntil(CancellationToken cancellationToken, params RedisAddress[] addresses) => new DialRace<Connected>(addresses, DialAsync, _time).RunAsync(cancellationToken);

    private Task<Connected> DialAsync(RedisAddress address, TimeSpan patience, CancellationToken cancellationToken)
    {
        var dial = new Dial(address, patience, cancellationToken);
        _dials.Add(dial);
        return dial.Task;
    }

    private sealed class Dial(RedisAddress address, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Answers on the caller's thread, so that a test sees what follows.
        private readonly TaskCompletionSource<Connected> _outcome = new();

        public RedisAddress Address => address;

        public TimeSpan Patience => patience;

        public Connected Link { get; } = new();

        public bool IsCancelled => cancellationToken.IsCancellationRequested;

        public Task<Connected> Task => _outcome.Task;

        public void Succeed() => _outcome.SetResult(Link);

        public void Fail(string reason) => _outcome.SetException(new RedisUnreachableException(reason));
    }

    private sealed class Connected : IAsyncDisposable
    {
        public bool IsClosed { get; private set; }

        public ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
