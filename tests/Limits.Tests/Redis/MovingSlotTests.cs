using System.Globalization;
using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.Limits.Tests.Stores;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>
/// A slot of a Cluster of which one key has moved and the other has not: no server runs a script on both (TRYAGAIN), so it is sent again and booked once.
/// </summary>
public sealed class MovingSlotTests : IAsyncLifetime
{
    private readonly CounterKeys _keys = new("moving", "production");
    private readonly StoreHealth _health = new(TimeProvider.System);
    private RedisCluster? _cluster;
    private ConnectionMultiplexer? _connection;

    private RedisServer Source => _cluster!.Nodes[0];

    private RedisServer Target => _cluster!.Nodes[1];

    [Fact]
    public async Task A_question_is_asked_again_until_the_slot_has_moved()
    {
        var store = NewStore(Patience.Deadline);
        Assert.Equal(ReserveOutcome.Granted, await AskAsync(store));
        await MoveHalfAsync();
        var asking = AskAsync(store).AsTask();
        await Patience.UntilAsync(async () => await RefusalsAsync() >= 2, "a question that was sent again");
        Assert.False(asking.IsCompleted);
        await MoveRestAsync();
        Assert.Equal(ReserveOutcome.Granted, await asking);
        Assert.Equal("2", await Target.RunAsync("HGET", Key(Period.Eternity), Contract.Hits + CounterKeys.UsedSuffix));
        Assert.Equal(0, _health.Failed);
    }

    [Fact]
    public async Task When_it_takes_too_long_only_that_call_goes_without()
    {
        Assert.Equal(ReserveOutcome.Granted, await AskAsync(NewStore(Patience.Deadline)));
        await MoveHalfAsync();
        var store = NewStore(TimeSpan.FromMilliseconds(500));
        for (var call = 0; call < StoreHealth.Patience + 1; call++) Assert.Equal(ReserveOutcome.Unavailable, await AskAsync(store));
        Assert.InRange(await RefusalsAsync(), 8, 40);
        Assert.Equal((StoreHealth.Patience + 1, null), (_health.Failed, _health.Current));
    }

    public async ValueTask InitializeAsync()
    {
        _cluster = await RedisCluster.StartAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_cluster.Addresses);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_cluster is not null) await _cluster.DisposeAsync();
    }

    // An Application whose slot the first node has.
    private string Application => Enumerable.Range(0, 1_000).Select(number => $"tenant/app-{number}").First(name => RedisConnection.SlotOf(_keys.Tagged(name)) < 5_000);

    private string Slot => RedisConnection.SlotOf(Key(Period.Eternity)).ToString(CultureInfo.InvariantCulture);

    private string Key(Period period) => _keys.Window(Application, period, CalendarWindow.Of(period, TimeProvider.System.GetUtcNow()).Start)!;

    private RedisLimitStore NewStore(TimeSpan patience) =>
        new(new ScriptRunner(() => _connection!.GetDatabase(), _health, patience), _keys, TimeProvider.System, givenTime: null);

    private ValueTask<ReserveOutcome> AskAsync(RedisLimitStore store) => store.ReserveAsync(
        Ask.For(Application).Costing(Contract.Hits).Limited(Contract.Hits, Period.Year, 1_000).Limited(Contract.Hits, Period.Eternity, 1_000), CancellationToken.None);

    private async Task MoveHalfAsync()
    {
        await Target.RunAsync("CLUSTER", "SETSLOT", Slot, "IMPORTING", await IdOfAsync(Source));
        await Source.RunAsync("CLUSTER", "SETSLOT", Slot, "MIGRATING", await IdOfAsync(Target));
        await MigrateAsync(Period.Year);
    }

    private async Task MoveRestAsync()
    {
        await MigrateAsync(Period.Eternity);
        foreach (var node in new[] { Target, Source }) await node.RunAsync("CLUSTER", "SETSLOT", Slot, "NODE", await IdOfAsync(Target));
    }

    private Task<object?> MigrateAsync(Period period) =>
        Source.RunAsync("MIGRATE", "127.0.0.1", Target.Port.ToString(CultureInfo.InvariantCulture), Key(period), "0", "5000");

    private static async Task<string> IdOfAsync(RedisServer node) => (string)(await node.RunAsync("CLUSTER", "MYID"))!;

    private async Task<long> RefusalsAsync()
    {
        const string Field = "errorstat_TRYAGAIN:count=";
        var lines = ((string)(await Source.RunAsync("INFO", "errorstats"))!).Split("\r\n");
        return lines.FirstOrDefault(line => line.StartsWith(Field, StringComparison.Ordinal)) is { } line ? long.Parse(line[Field.Length..], CultureInfo.InvariantCulture) : 0;
    }
}
