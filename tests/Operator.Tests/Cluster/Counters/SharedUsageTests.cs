using System.Text.Json.Nodes;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Limits;
using Headgate.Limits.Redis;
using Headgate.Limits.Statistics;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Counters;
using Headgate.Operator.Cluster.Units;
using Headgate.TestOperator;
using Headgate.TestSupport.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Headgate.Operator.Tests.Cluster.Counters;

/// <summary>An operator whose gateways share their counters: statuses say what Redis says, and counters of what is gone end.</summary>
public sealed class SharedUsageTests : IAsyncLifetime
{
    private readonly CounterKeys _keys = new("t", "production");
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly string _password = Path.GetTempFileName();
    private RedisServer _redis = null!;
    private ConnectionMultiplexer _connection = null!;
    private Stage _stage = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Tenant => _stage.Tenants[0];

    private IDatabase Database => _connection.GetDatabase();

    private OperatorConfiguration Configuration =>
        _stage.Configure() with { Redis = new RedisConfiguration { Addresses = [_redis.Address], Prefix = "t", User = OperatorAcl.User, PasswordFile = _password } };

    public async ValueTask InitializeAsync()
    {
        _stage = await Stage.OpenOwnAsync(Cancel);
        await File.WriteAllTextAsync(_password, OperatorAcl.Password + "\n", Cancel);
        _redis = await RedisServer.StartAsync(new RedisOptions
        {
            AppendFsync = "always",
            Acl = OperatorAcl.Lines("t"),
        });
        _connection = await ConnectionMultiplexer.ConnectAsync($"{_redis.Address},abortConnect=false");
        await Scenario.BeginAsync(_stage, Cancel);
        var plan = Scenario.Plan(Tenant, "silver", 0);
        plan["spec"]!["limits"] = new JsonArray(
            new JsonObject { ["metric"] = "hits", ["period"] = "Eternity", ["value"] = 10 },
            new JsonObject { ["metric"] = "hello", ["period"] = "Eternity", ["value"] = 100 });
        await _stage.ApplyAsync(plan, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal("", await OperatorAcl.DeniedAsync(_redis));
        File.Delete(_password);
        await _connection.DisposeAsync();
        await _redis.DisposeAsync();
        await _stage.DisposeAsync();
    }

    [Fact]
    public async Task A_status_says_what_Redis_says_and_keeps_it_while_Redis_is_away()
    {
        await using var running = await RunningOperator.StartAsync(_stage, Configuration, _time, Cancel);
        await UntilUsageAsync("own", hits: 0, ("hits", 0, 10), ("hello", 0, 100));
        await CountAsync("own", ("hits", 7), ("hello", 3));
        // A limit has booked more than was counted: what it is judged by is told.
        await Database.HashSetAsync(Eternity("own"), "hello|used", 40);
        await UntilUsageAsync("own", hits: 7, ("hits", 7, 3), ("hello", 40, 60));
        await UntilUsageAsync("given", hits: 0, ("hits", 0, 10), ("hello", 0, 100));

        await _redis.KillAsync();
        await Settling.ForAsync(TimeSpan.FromMinutes(1), _stage, _time, Cancel);
        await UntilUsageAsync("own", hits: 7, ("hits", 7, 3), ("hello", 40, 60));
        await _redis.StartAgainAsync();
        await CountAsync("own", ("hits", 5));
        await UntilUsageAsync("own", hits: 12, ("hits", 12, 0), ("hello", 40, 60));
    }

    [Fact]
    public async Task The_counters_of_an_Application_that_is_deleted_end_unless_it_comes_back()
    {
        await CountAsync("own", ("hits", 1));
        await CountAsync("given", ("hits", 1));
        await CountAsync("gone-before", ("hits", 1));
        var elsewhere = _keys.Window("elsewhere/app", Period.Eternity, default);
        await Database.HashSetAsync(elsewhere, "hits", 1);
        await using var running = await RunningOperator.StartAsync(_stage, Configuration, _time, Cancel);
        await UntilAsync(() => EndsAsync("gone-before"));
        await _stage.DeleteAsync(Kinds.Applications, new ObjectKey(Tenant, "given"), Cancel);
        await UntilAsync(() => EndsAsync("given"));
        Assert.False(await EndsAsync("own"));
        // Of a namespace that is not watched nothing is known.
        Assert.Null(await Database.KeyTimeToLiveAsync(elsewhere));

        await _stage.ApplyAsync(Scenario.Application(Tenant, "given", "silver", null), Cancel);
        await UntilAsync(async () => !await EndsAsync("given"));
        Assert.True(await EndsAsync("gone-before"));
    }

    [Fact]
    public async Task Counters_of_Applications_that_went_with_their_definition_stay()
    {
        await CountAsync("own", ("hits", 1));
        await using var running = await RunningOperator.StartAsync(_stage, Configuration, _time, Cancel);
        await UntilUsageAsync("own", hits: 1, ("hits", 1, 9), ("hello", 0, 100));
        await _stage.DeleteAsync(Stage.Definitions, new ObjectKey("", "applications.headgate.dev"), Cancel);
        await UntilAsync(() => Task.FromResult(running.Services.GetRequiredService<Losses>().Count > 0));
        await Settling.ForAsync(TimeSpan.FromHours(2), _stage, _time, Cancel);
        Assert.False(await EndsAsync("own"));
    }

    private RedisKey Eternity(string name) => _keys.Window($"{Tenant}/{name}", Period.Eternity, default);

    private async Task<bool> EndsAsync(string name) => await Database.KeyTimeToLiveAsync(Eternity(name)) is not null;

    private Task UntilAsync(Func<Task<bool>> holds) => Settling.UntilAsync(holds, _stage, _time, Cancel);

    private async Task CountAsync(string name, params (string Metric, long Units)[] costs)
    {
        var statistics = new UsageStatistics(TimeProvider.System);
        var flusher = new UsageFlusher(statistics, () => Database, _keys, new StoreHealth(TimeProvider.System), () => false);
        var request = new ReserveRequest();
        request.Begin($"{Tenant}/{name}");
        foreach (var (metric, units) in costs) request.AddCost(metric, units);
        request.Now = DateTimeOffset.UtcNow;
        statistics.Count(request);
        await Patience.UntilAsync(flusher.FlushAsync, "it is counted");
    }

    private Task UntilUsageAsync(string name, long hits, params (string Metric, long Used, long Remaining)[] limits) => UntilAsync(async () =>
    {
        var status = (await _stage.ListAsync(Kinds.Applications, Tenant, Cancel)).Single(item => (string?)item["metadata"]!["name"] == name)["status"];
        return (long?)status?["current"]?["hits"] == hits
            && (status["usage"] as JsonArray ?? []).Select(item => ((string)item!["metric"]!, (long)item["used"]!, (long)item["remaining"]!))
                .Order().SequenceEqual(limits.Order());
    });
}
