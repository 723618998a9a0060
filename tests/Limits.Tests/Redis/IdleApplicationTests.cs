using System.Globalization;
using Headgate.Configuration;
using Headgate.Limits.Leases;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.TestSupport.Redis;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>Applications that have stopped calling: after a moment Redis hears nothing of them, and after a minute nothing is left of them in memory.</summary>
public sealed class IdleApplicationTests : IAsyncLifetime
{
    private const int Applications = 10_000;

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.Zero));
    private RedisServer? _server;
    private ConnectionMultiplexer? _connection;

    [Fact]
    public async Task Ten_thousand_of_them_cost_no_command_and_no_memory()
    {
        var (keys, health) = (new CounterKeys("idle", "production"), new StoreHealth(_time));
        var scripts = new ScriptRunner(() => _connection!.GetDatabase(), health, Patience.Deadline);
        var counters = new RedisLimitStore(scripts, keys, _time, _time);
        var statistics = new UsageStatistics(_time);
        var flusher = new UsageFlusher(statistics, scripts, keys, () => false, _time);
        var leases = new LeasedLimitStore(new LeaseSource(counters, counters.Clock, health, () => 0, _time), statistics.Count);
        await Parallel.ForAsync(0, Applications, TestContext.Current.CancellationToken, async (application, _) =>
            Assert.Equal(ReserveOutcome.Granted, await leases.ReserveAsync(Call(application), CancellationToken.None)));
        Assert.Equal(Applications, leases.Applications);
        Assert.True(leases.Unspent >= Applications);

        _time.Advance(LeaseTerms.Idle);
        await RoundAsync();
        Assert.Equal(0, leases.Unspent);
        var before = await CommandsAsync();
        for (var second = 0; second < 10; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await RoundAsync();
        }
        // Only this question.
        Assert.Equal(before + 1, await CommandsAsync());

        _time.Advance(LeaseTerms.Forget);
        await RoundAsync();
        Assert.Equal(0, leases.Applications);
        // Statistics look once in sixty rounds, and forget what was idle for two looks.
        for (var round = 0; round < 120; round++) await RoundAsync();
        Assert.Equal(0, statistics.Known);

        async Task RoundAsync()
        {
            await leases.GiveBackAsync(all: false);
            Assert.True(await flusher.FlushAsync());
        }
    }

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        var options = ConfigurationOptions.Parse(Patience.Client(_server.Address));
        // The library's own signs of life are not what is counted.
        (options.KeepAlive, options.ConfigCheckSeconds, options.HeartbeatInterval) = (3_600, 3_600, TimeSpan.FromMinutes(10));
        _connection = await ConnectionMultiplexer.ConnectAsync(options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static ReserveRequest Call(int application)
    {
        var request = new ReserveRequest();
        request.Begin(string.Create(CultureInfo.InvariantCulture, $"tenant/app-{application}"));
        request.AddCost(Contract.Hits, 1);
        request.AddClaim(new Claim { Metric = Contract.Hits, Period = Period.Day, Need = 1, Want = 1, Max = 1_000_000, Enforced = true });
        return request;
    }

    private async Task<long> CommandsAsync()
    {
        var line = ((string)(await _server!.RunAsync("INFO", "stats"))!).Split("\r\n").Single(line => line.StartsWith("total_commands_processed:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1], CultureInfo.InvariantCulture);
    }
}
