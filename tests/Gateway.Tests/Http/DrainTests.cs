using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A gateway that leaves loses no request.</summary>
public sealed class DrainTests : IAsyncLifetime
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly RawUpstream _upstream = new();
    private TestGateway? _gateway;

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    private Task? _leaving;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(
        [new TestProduct { Backends = [TestProduct.To(_upstream.Url)] }], settings => settings with { DrainDelay = Delay }, _time);

    public async ValueTask DisposeAsync()
    {
        var disposing = _gateway!.DisposeAsync();
        _time.Advance(Delay);
        await disposing;
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Under_load_every_request_is_answered()
    {
        var callers = Enumerable.Range(0, 16).Select(_ => CallUntilNotReadyAsync()).ToList();
        // The load is on before the gateway leaves.
        for (var call = 0; call < 200; call++) await _upstream.NextAsync(Deadline);
        Leave();
        var counts = await Task.WhenAll(callers);
        await LeftAsync();
        Assert.All(counts, count => Assert.True(count > 0));
        Assert.Equal(counts.Sum(), _gateway!.AccessLog.Take().Count(line => line.Contains("\"status\":200", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Readiness_turns_first_and_requests_are_still_taken()
    {
        var admin = new AdminCaller(_gateway!);
        Assert.Equal(200, (await admin.GetAsync("/readyz")).Status);
        Leave();
        Assert.Equal(503, (await admin.GetAsync("/readyz")).Status);
        Assert.Equal(200, (await _gateway!.GetAsync("/")).Status);
        Assert.False(_leaving!.IsCompleted);
        await LeftAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => _gateway.ConnectAsync());
    }

    [Theory]
    [InlineData("api.test", 200)]
    [InlineData("nobody.test", 404)]
    public async Task HTTP_1_callers_are_asked_to_leave_too(string host, int status)
    {
        using var client = await _gateway!.ConnectAsync();
        var wire = $"GET / HTTP/1.1\r\nHost: {host}\r\n{HostileCase.Key}\r\n";
        var before = await client.CallAsync(wire);
        Assert.Equal((status, null), (before.Status, before.Head["Connection"]));
        Leave();
        var after = await client.CallAsync(wire);
        Assert.Equal((status, "close"), (after.Status, after.Head["Connection"]));
        Assert.Equal("", await client.Reader.ReadToEndAsync(client.Deadline));
        await LeftAsync();
    }

    [Fact]
    public async Task HTTP_2_callers_are_told_by_GOAWAY_and_not_by_a_header()
    {
        var release = new TaskCompletionSource();
        using var caller = new Http2Caller(_gateway!.Port);
        (await caller.GetAsync("/")).Dispose();
        Leave();
        using (var response = await caller.GetAsync("/"))
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Empty(response.Headers.Connection);
            Assert.False(response.Headers.TryGetValues("Connection", out _));
        }
        _upstream.Script = async exchange =>
        {
            await release.Task.WaitAsync(exchange.Stopping);
            await RawUpstream.Ok(exchange);
        };
        _upstream.Take();
        var running = caller.GetAsync("/");
        await _upstream.NextAsync(Deadline);
        _time.Advance(Delay);
        await NobodyListensAsync();
        release.SetResult();
        using (var response = await running) Assert.Equal("ok", await response.Content.ReadAsStringAsync(Deadline));
        await _leaving!.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_WebSocket_still_begins()
    {
        _upstream.Script = RawUpstream.Answer(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello", close: true);
        Leave();
        using (var client = await _gateway!.ConnectAsync())
        {
            await client.SendAsync(HostileCase.Get("Connection: Upgrade\r\nUpgrade: websocket\r\n"));
            var head = await client.Reader.ReadHeadAsync(client.Deadline);
            Assert.Equal((101, "Upgrade"), (head!.Status, head["Connection"]));
            Assert.Equal("hello", await client.Reader.ReadToEndAsync(client.Deadline));
        }
        await LeftAsync();
    }

    [Fact]
    public async Task A_long_request_ends_in_its_own_time()
    {
        var release = new TaskCompletionSource();
        _upstream.Script = async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nbeg");
            await release.Task.WaitAsync(exchange.Stopping);
            await exchange.SendAsync("end");
        };
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Get(""));
        Assert.Equal(200, (await client.Reader.ReadHeadAsync(client.Deadline))!.Status);
        Leave();
        _time.Advance(Delay);
        await NobodyListensAsync();
        release.SetResult();
        Assert.Equal("begend", await client.Reader.ReadToEndAsync(client.Deadline));
        await _leaving!.WaitAsync(Deadline);
    }

    [Fact]
    public async Task A_request_without_end_is_cut_after_the_time_out_and_logged()
    {
        await using var gateway = await TestGateway.StartAsync(
            [new TestProduct { Backends = [TestProduct.To(_upstream.Url)] }],
            settings => settings with { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        _upstream.Script = exchange => exchange.GoneAsync();
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(HostileCase.Get(""));
        await _upstream.NextAsync(Deadline);
        await gateway.Host.StopAsync(Deadline);
        Assert.Null(await client.ReceiveAsync());
        Assert.Contains("\"decision\":\"allow\"", Assert.Single(gateway.AccessLog.Take()), StringComparison.Ordinal);
    }

    private void Leave() => _leaving = _gateway!.Host.StopAsync(Deadline);

    private async Task LeftAsync()
    {
        _time.Advance(Delay);
        await _leaving!.WaitAsync(Deadline);
    }

    /// <summary>Calls on kept-alive connections; opens no new one once the gateway is not ready, as load balancers do.</summary>
    /// <returns>How many requests were sent, and so answered.</returns>
    private async Task<int> CallUntilNotReadyAsync()
    {
        var admin = new AdminCaller(_gateway!);
        var answered = 0;
        while ((await admin.GetAsync("/readyz")).Status == 200)
        {
            using var client = await _gateway!.ConnectAsync();
            for (var open = true; open; answered++)
            {
                var response = await client.CallAsync(HostileCase.Get(""));
                Assert.Equal("ok", response.Text);
                open = response.Head["Connection"] != "close";
            }
        }
        return answered;
    }

    private async Task NobodyListensAsync()
    {
        while (true)
        {
            try
            {
                using var client = await _gateway!.ConnectAsync();
            }
            catch (Exception exception) when (exception is SocketException or InvalidOperationException or IndexOutOfRangeException)
            {
                return;
            }
            await Task.Yield();
        }
    }
}
