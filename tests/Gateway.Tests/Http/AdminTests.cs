using System.Text.Json;
using Headgate.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Probes and status.</summary>
public sealed class AdminTests
{
    private static readonly TestProduct Product = new() { Backends = [TestProduct.To("http://127.0.0.1:1")] };

    [Fact]
    public async Task A_gateway_that_has_everything_is_ready()
    {
        await using var gateway = await TestGateway.StartAsync(Product);
        var admin = new AdminCaller(gateway);
        foreach (var page in new[] { "/healthz", "/readyz" })
        {
            var response = await admin.GetAsync(page);
            Assert.Equal((200, "ok\n", "text/plain; charset=utf-8"), (response.Status, response.Text, response.Head["Content-Type"]));
        }
    }

    [Fact]
    public async Task A_gateway_without_configuration_lives_and_says_what_it_waits_for()
    {
        var configuration = new TestConfiguration();
        await using var gateway = await TestGateway.StartAsync(configuration, settings => settings);
        var admin = new AdminCaller(gateway);
        Assert.Equal(200, (await admin.GetAsync("/healthz")).Status);
        var response = await admin.GetAsync("/readyz");
        Assert.Equal(503, response.Status);
        Assert.Contains("products: no shard has arrived\n", response.Text, StringComparison.Ordinal);
        Assert.Contains("applications: no shard has arrived\n", response.Text, StringComparison.Ordinal);
        using var status = JsonDocument.Parse((await admin.GetAsync("/status")).Text);
        Assert.False(status.RootElement.GetProperty("ready").GetBoolean());
        Assert.NotEmpty(status.RootElement.GetProperty("errors").EnumerateArray());
    }

    [Fact]
    public async Task Readiness_follows_the_peppers()
    {
        var configuration = new TestConfiguration();
        configuration.Write([Product], withPeppers: false);
        await using var gateway = await TestGateway.StartAsync(configuration, settings => settings);
        var admin = new AdminCaller(gateway);
        var before = await admin.GetAsync("/readyz");
        Assert.Equal(503, before.Status);
        Assert.Contains("peppers", before.Text, StringComparison.Ordinal);
        configuration.Write([Product]);
        gateway.Host.Configuration.Reload();
        Assert.Equal(200, (await admin.GetAsync("/readyz")).Status);
    }

    [Fact]
    public async Task The_status_says_what_is_in_force()
    {
        var upstream = Product.Upstream with { SecretToken = new SecretToken { Header = "X-Proof" } };
        var secret = Product with { Upstream = upstream, SecretToken = "the-proof" };
        await using var gateway = await TestGateway.StartAsync(secret);
        var response = await new AdminCaller(gateway).GetAsync("/status");
        Assert.Equal((200, "application/json"), (response.Status, response.Head["Content-Type"]));
        using var document = JsonDocument.Parse(response.Text);
        var status = document.RootElement;
        Assert.Equal(["pool", "environment", "ready", "draining", "complete", "loadedAt", "products", "errors", "store"], Names(status));
        Assert.Equal(("test", "production"), (status.GetProperty("pool").GetString(), status.GetProperty("environment").GetString()));
        Assert.True(status.GetProperty("ready").GetBoolean() && status.GetProperty("complete").GetBoolean()
            && !status.GetProperty("draining").GetBoolean());
        var product = Assert.Single(status.GetProperty("products").EnumerateArray());
        Assert.Equal(["product", "hosts", "rules", "plans", "applications", "entries"], Names(product));
        Assert.Equal([1, 1, 1], new[] { "rules", "plans", "applications" }.Select(name => product.GetProperty(name).GetInt32()));
        var entries = product.GetProperty("entries").EnumerateObject().ToList();
        string[] expected = [EntryNames.Applications(secret.Name, 0), EntryNames.Live(secret.Name), EntryNames.Proxy(secret.Name),
            EntryNames.Upstream(secret.Name)];
        Assert.Equal(expected.Order(StringComparer.Ordinal), entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.All(entries, entry => Assert.Matches("^[0-9a-f]{64}$", entry.Value.GetString()!));
        Assert.DoesNotContain("the-proof", response.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_entry_stands_in_the_status_and_leaves_the_gateway_ready()
    {
        await using var gateway = await TestGateway.StartAsync(Product);
        var entry = EntryNames.Proxy(Product.Name);
        await File.WriteAllBytesAsync(Path.Combine(gateway.ConfigurationRoot, EntryNames.ProductsDirectory, entry), [1],
            TestContext.Current.CancellationToken);
        gateway.Host.Configuration.Reload();
        var admin = new AdminCaller(gateway);
        Assert.Equal(200, (await admin.GetAsync("/readyz")).Status);
        using var status = JsonDocument.Parse((await admin.GetAsync("/status")).Text);
        var error = Assert.Single(status.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(entry, error.GetProperty("entry").GetString());
        Assert.Single(status.RootElement.GetProperty("products").EnumerateArray());
        Assert.Contains("\nheadgate_config_rejected_entries 1\n", (await admin.GetAsync("/metrics")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_leaves_lives_and_is_not_ready()
    {
        var time = new FakeTimeProvider();
        var gateway = await TestGateway.StartAsync([Product], settings => settings with { DrainDelay = TimeSpan.FromSeconds(5) }, time);
        var admin = new AdminCaller(gateway);
        var leaving = gateway.Host.StopAsync(TestContext.Current.CancellationToken);
        var response = await admin.GetAsync("/readyz");
        Assert.Equal((503, "leaving\n"), (response.Status, response.Text));
        Assert.Equal(200, (await admin.GetAsync("/healthz")).Status);
        using var status = JsonDocument.Parse((await admin.GetAsync("/status")).Text);
        Assert.True(status.RootElement.GetProperty("draining").GetBoolean() && !status.RootElement.GetProperty("ready").GetBoolean());
        time.Advance(TimeSpan.FromSeconds(5));
        await leaving;
        var disposing = gateway.DisposeAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        await disposing;
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/metrics/")]
    [InlineData("/Healthz")]
    [InlineData("/../metrics/x")]
    [InlineData("/debug/pprof")]
    public async Task Other_pages_there_are_none(string path)
    {
        await using var gateway = await TestGateway.StartAsync(Product);
        var response = await new AdminCaller(gateway).GetAsync(path);
        Assert.Equal((404, "Pages: /healthz /readyz /status /metrics\n"), (response.Status, response.Text));
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/status")]
    [InlineData("/metrics")]
    public async Task Pages_are_only_read(string path)
    {
        await using var gateway = await TestGateway.StartAsync(Product);
        var admin = new AdminCaller(gateway);
        var get = await admin.GetAsync(path);
        var head = await admin.SendAsync("HEAD", path);
        Assert.Equal((get.Status, get.Head["Content-Type"]), (head.Status, head.Head["Content-Type"]));
        foreach (var method in new[] { "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "FROB" })
        {
            var response = await admin.SendAsync(method, path);
            Assert.Equal((405, "GET, HEAD"), (response.Status, response.Head["Allow"]));
        }
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
