namespace Headgate.Gateway.Tests.Http;

/// <summary>The page of metrics: well-formed, documented, and no larger for what callers send.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private readonly RawUpstream _upstream = new();
    private TestGateway? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(
        new TestProduct { Backends = [TestProduct.To(_upstream.Url)] },
        new TestProduct { Name = "odd/na\\me\"with\nall", Hosts = ["odd.test"], Backends = [TestProduct.To(_upstream.Url)] });

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task The_families_are_those_of_the_documentation()
    {
        var metrics = await ReadAsync();
        var text = await File.ReadAllTextAsync(TestSupport.Repository.PathOf("docs/gateway.md"), TestContext.Current.CancellationToken);
        var documented = text.Split('\n')
            .Where(line => line.StartsWith("| `headgate_", StringComparison.Ordinal) || line.StartsWith("| `process_", StringComparison.Ordinal));
        Assert.Equal(documented.Select(line => line.Split('`')[1]).Order(), metrics.Types.Keys.Order());
        Assert.All(
            metrics.Types, family => Assert.Equal(family.Key.EndsWith("_total", StringComparison.Ordinal), family.Value == "counter"));
    }

    [Fact]
    public async Task Every_request_is_counted_once_under_what_became_of_it()
    {
        for (var call = 0; call < 3; call++) await _gateway!.GetAsync("/");
        await _gateway!.CallAsync($"GET / HTTP/1.1\r\n{HostileCase.Host}\r\n");
        await _gateway.GetAsync("/", host: "nobody.test");
        await AccountedAsync(5);
        var metrics = await ReadAsync();
        double Count(string labels) => metrics.Samples[$"headgate_requests_total{{{labels}}}"];
        Assert.Equal(3, Count("product=\"acme/api\",decision=\"allow\",status=\"2xx\""));
        Assert.Equal(1, Count("product=\"acme/api\",decision=\"unauthenticated\",status=\"4xx\""));
        Assert.Equal(1, Count("product=\"\",decision=\"unknown_host\",status=\"4xx\""));
        Assert.Equal(5, metrics.Samples["headgate_request_duration_seconds_count"]);
        Assert.Equal(0, metrics.Samples["headgate_requests_active"]);
        Assert.Equal(1, metrics.Samples["headgate_config_ready"]);
    }

    [Fact]
    public async Task Buckets_add_up()
    {
        for (var call = 0; call < 10; call++) await _gateway!.GetAsync("/");
        await AccountedAsync(10);
        var metrics = await ReadAsync();
        var buckets = metrics.Samples
            .Where(sample => sample.Key.StartsWith("headgate_request_duration_seconds_bucket", StringComparison.Ordinal)).ToList();
        Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
        Assert.EndsWith("{le=\"+Inf\"}", buckets[^1].Key, StringComparison.Ordinal);
        Assert.Equal(metrics.Samples["headgate_request_duration_seconds_count"], buckets[^1].Value);
    }

    [Fact]
    public async Task A_running_request_is_active()
    {
        var release = new TaskCompletionSource();
        _upstream.Script = async exchange =>
        {
            await release.Task.WaitAsync(exchange.Stopping);
            await RawUpstream.Ok(exchange);
        };
        var running = _gateway!.GetAsync("/");
        await _upstream.NextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, (await ReadAsync()).Samples["headgate_requests_active"]);
        release.SetResult();
        await running;
        await AccountedAsync(1);
        Assert.Equal(0, (await ReadAsync()).Samples["headgate_requests_active"]);
    }

    [Fact]
    public async Task What_callers_invent_makes_no_series_and_counters_never_fall()
    {
        await _gateway!.GetAsync("/");
        await _gateway.GetAsync("/", host: "odd.test");
        using var client = await _gateway.ConnectAsync();
        await client.CallAsync("ODD0 / HTTP/1.1\r\nHost: host0.test\r\n\r\n");
        await client.CallAsync($"ODD0 /0 HTTP/1.1\r\n{HostileCase.Host}\r\n");
        await AccountedAsync(4);
        var before = await ReadAsync();
        for (var call = 1; call <= 500; call++)
        {
            await client.CallAsync($"ODD{call} / HTTP/1.1\r\nHost: host{call}.test\r\n\r\n");
            await client.CallAsync($"ODD{call} /{call} HTTP/1.1\r\n{HostileCase.Host}\r\n");
        }
        await AccountedAsync(1000);
        var after = await ReadAsync();
        Assert.Equal(before.Samples.Keys, after.Samples.Keys);
        Assert.All(before.Monotone, sample => Assert.True(after.Samples[sample.Key] >= sample.Value, sample.Key));
        Assert.Equal(501, after.Samples["headgate_requests_total{product=\"\",decision=\"unknown_host\",status=\"4xx\"}"]);
    }

    [Fact]
    public async Task A_name_is_escaped()
    {
        await _gateway!.GetAsync("/", host: "odd.test");
        await AccountedAsync(1);
        var metrics = await ReadAsync();
        Assert.Equal(1, metrics.Samples["headgate_config_applications{product=\"odd/na\\\\me\\\"with\\nall\"}"]);
        Assert.Equal(1, metrics.Samples["headgate_requests_total{product=\"odd/na\\\\me\\\"with\\nall\",decision=\"allow\",status=\"2xx\"}"]);
    }

    // A request is counted when its answer was sent, and logged after that.
    private async Task AccountedAsync(int requests)
    {
        for (var request = 0; request < requests; request++) await _gateway!.AccessLog.NextAsync(TestContext.Current.CancellationToken);
    }

    private async Task<PrometheusText> ReadAsync()
    {
        var response = await new AdminCaller(_gateway!).GetAsync("/metrics");
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (response.Status, response.Head["Content-Type"]));
        return new PrometheusText(response.Text);
    }
}
