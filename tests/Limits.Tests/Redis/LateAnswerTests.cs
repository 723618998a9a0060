using Headgate.Configuration;
using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>
/// An answer that comes when nobody waits any more: what was booked in vain lies in the lease or is given back, unless the connection was lost meanwhile.
/// </summary>
public sealed class LateAnswerTests : IAsyncLifetime
{
    private const string Application = "tenant/app";

    private readonly CounterKeys _keys = new("late", "production");
    private readonly StoreHealth _health = new(TimeProvider.System);
    private RedisServer? _server;
    private FaultProxy? _proxy;
    private ConnectionMultiplexer? _connection;
    private long _generation;

    [Fact]
    public async Task What_was_booked_in_vain_comes_back()
    {
        await AskInVainAsync(NewStore());
        _proxy!.ToCaller.Fault = Fault.None;
        await Patience.UntilAsync(async () => await UsedAsync() == 0, "units that come back");
    }

    [Fact]
    public async Task After_a_lost_connection_it_stays()
    {
        var store = NewStore();
        await AskInVainAsync(store);
        _generation++;
        _proxy!.ToCaller.Fault = Fault.None;
        // Answers come in order: when this one is there, that one has been.
        await Patience.UntilAsync(async () => await AskAsync(store, "tenant/other") == ReserveOutcome.Granted, "an answer");
        Assert.Equal(100, await UsedAsync());
    }

    [Fact]
    public async Task What_comes_late_is_there_for_the_next_call()
    {
        var store = NewStore();
        var leases = new LeasedLimitStore(store, _health, () => Interlocked.Read(ref _generation), static _ => { }, TimeProvider.System);
        await AskInVainAsync(store, () => AskAsync(leases, Application));
        Assert.Equal(0, leases.Unspent);
        _proxy!.ToCaller.Fault = Fault.None;
        await Patience.UntilAsync(() => leases.Unspent == 100, "the lease that was booked");
        var asked = _health.Calls;
        Assert.Equal(ReserveOutcome.Granted, await AskAsync(leases, Application));
        Assert.Equal((99, asked), (leases.Unspent, _health.Calls));
        Assert.Equal(100, await UsedAsync());
    }

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _proxy = FaultProxy.Start(_server.Port);
        _connection = await ConnectionMultiplexer.ConnectAsync(Patience.Client(_proxy.Address));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private RedisLimitStore NewStore() => new(() => _connection!.GetDatabase(), _keys, _health, TimeProvider.System, () => Interlocked.Read(ref _generation));

    private async Task AskInVainAsync(RedisLimitStore store, Func<ValueTask<ReserveOutcome>>? ask = null)
    {
        // The server learns the script, so that the question itself is what it does not answer.
        await Patience.UntilAsync(async () => await AskAsync(store, "tenant/other") == ReserveOutcome.Granted, "an answer");
        _proxy!.ToCaller.Fault = new Fault { Blackhole = true };
        Assert.Equal(ReserveOutcome.Unavailable, await (ask?.Invoke() ?? AskAsync(store, Application)));
        await Patience.UntilAsync(async () => await UsedAsync() == 100, "a booking");
    }

    private ValueTask<ReserveOutcome> AskAsync(ILimitStore store, string application)
    {
        // Nobody probes here: a machine that was busy for a moment must not end this.
        _health.Back();
        var request = new ReserveRequest();
        request.Begin(application);
        request.AddClaim(new Claim { Metric = Contract.Hits, Period = Period.Eternity, Need = 1, Want = 100, Max = 800, Enforced = true });
        return store.ReserveAsync(request, CancellationToken.None);
    }

    private async Task<long> UsedAsync()
    {
        var key = (string)_keys.Window(Application, Period.Eternity, default)!;
        return await _server!.RunAsync("HGET", key, Contract.Hits + CounterKeys.UsedSuffix) is string text ? long.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;
    }
}
