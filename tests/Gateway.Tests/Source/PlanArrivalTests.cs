using Headgate.Configuration;
using Headgate.Gateway.Pipeline;
using static Headgate.Gateway.Tests.Source.PublishedProduct;

namespace Headgate.Gateway.Tests.Source;

/// <summary>Secrets and ConfigMaps arrive apart: an Application whose plan is not there yet goes on with the last one that was.</summary>
public sealed class PlanArrivalTests : IDisposable
{
    private static readonly PublishedProduct Echo = new("shop/echo") { Plans = [Plan("shop/basic", Limit("hits", 2))] };
    private static readonly PublishedProduct Moved = Echo with { Applications = [Application("tenant/mobile", "shop/gold", PeppersOfTests.Digest(Key))] };

    private readonly MountedPool _pool = new();

    public void Dispose() => _pool.Dispose();

    [Fact]
    public async Task An_Application_that_names_a_plan_to_come_keeps_its_last_plan_until_then()
    {
        _pool.Load(new PublishedPool(Echo));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));

        _pool.Applications.Swap(new PublishedPool(Moved).ApplicationFiles());
        _pool.Loader.Load();
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
        Assert.Equal(Reason.LimitExceeded, await _pool.AskAsync("echo.example"));

        _pool.Load(new PublishedPool(Moved with { Plans = [Plan("shop/basic", Limit("hits", 2)), Plan("shop/gold", Limit("hits", 3))] }));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));
        Assert.Equal(Reason.LimitExceeded, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public async Task The_last_plan_is_kept_over_any_number_of_reloads()
    {
        _pool.Load(new PublishedPool(Echo));
        for (var reload = 0; reload < 5; reload++)
        {
            _pool.Load(new PublishedPool(Moved with { Plans = [], Hosts = ["echo.example", $"{reload}.example"] }));
            Assert.NotEqual(Reason.PlanPending, await _pool.AskAsync("echo.example"));
        }
    }

    [Fact]
    public async Task A_kept_plan_follows_the_metrics_of_a_new_version()
    {
        Metric[] metrics = [new() { Name = "hits" }, new() { Name = "a" }, new() { Name = "b" }, new() { Name = "c" }];
        _pool.Load(new PublishedPool(Echo with { Metrics = metrics, Rules = [Rule("/", "c")], Plans = [Plan("shop/basic", Limit("c", 1), Limit("b", 1))] }));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));

        _pool.Load(new PublishedPool(Echo with { Metrics = [metrics[0], metrics[3]], Rules = [Rule("/", "c")], Plans = [] }));
        Assert.Equal(Reason.LimitExceeded, await _pool.AskAsync("echo.example"));

        _pool.Load(new PublishedPool(Echo with { Metrics = [metrics[0]], Rules = [Rule("/", "hits")], Plans = [] }));
        Assert.Equal(Reason.Accepted, await _pool.AskAsync("echo.example"));

        _pool.Load(new PublishedPool(Echo with { Metrics = metrics, Rules = [Rule("/", "c")], Plans = [] }));
        Assert.Equal(Reason.LimitExceeded, await _pool.AskAsync("echo.example"));
    }

    [Fact]
    public async Task An_Application_that_is_new_has_no_plan_to_keep()
    {
        _pool.Load(new PublishedPool(Echo));
        _pool.Load(new PublishedPool(Echo with { Applications = [Application("tenant/new", "shop/gold", PeppersOfTests.Digest("k"))] }));
        Assert.Equal(Reason.PlanPending, await _pool.AskAsync("echo.example", "k"));
    }

    [Fact]
    public async Task A_plan_changed_up_or_down_acts_at_once_and_what_was_used_stays_used()
    {
        _pool.Load(new PublishedPool(Echo));
        Assert.Equal("++-", await PassAsync(3));
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic", Limit("hits", 4))] }));
        Assert.Equal("++-", await PassAsync(3));
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic", Limit("hits", 1))] }));
        Assert.Equal("-", await PassAsync(1));
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic", Limit("hits", 5))] }));
        Assert.Equal("+-", await PassAsync(2));
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic")] }));
        Assert.Equal("+++", await PassAsync(3));
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic", Limit("hits", 9))] }));
        Assert.Equal("+-", await PassAsync(2));
    }

    [Fact]
    public async Task A_plan_that_disables_the_metric_or_is_broken_refuses()
    {
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic", Limit("hits", 0))] }));
        Assert.Equal(Reason.MetricDisabled, await _pool.AskAsync("echo.example"));
        _pool.Load(new PublishedPool(Echo with { Plans = [Plan("shop/basic") with { Denied = true }] }));
        Assert.Equal(Reason.PlanNotAccepted, await _pool.AskAsync("echo.example"));
    }

    // '+' for each call that passes, '-' for each that meets the limit.
    private async Task<string> PassAsync(int calls)
    {
        var passed = "";
        for (var call = 0; call < calls; call++) passed += await _pool.AskAsync("echo.example") == Reason.Accepted ? '+' : '-';
        return passed;
    }
}
