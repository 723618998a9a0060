namespace Headgate.Gateway.Tests.Http;

/// <summary>Callers that go away: the backend is told so at once, and nobody else notices.</summary>
public sealed class AbortTests : IAsyncLifetime
{
    private readonly RawUpstream _upstream = new();
    private TestGateway? _gateway;

    public async ValueTask InitializeAsync() =>
        _gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(_upstream.Url)] });

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("before the answer", "", "")]
    [InlineData("within a body of known length", "Content-Length: 5000\r\n", "hello")]
    [InlineData("within a chunked body", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n")]
    [InlineData("within a chunk", "Transfer-Encoding: chunked\r\n", "100\r\nhello")]
    public async Task The_caller_resets_while_the_request_runs(string when, string framing, string body)
    {
        var (arrived, gone) = Watch(exchange => exchange.GoneAsync());
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Post(framing, body));
        await arrived.WaitAsync(client.Deadline);
        client.Reset();
        await gone.WaitAsync(TestContext.Current.CancellationToken);
        await AssertServesAsync(when, 499);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\nhello")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    public async Task The_caller_resets_within_the_answer(string rest)
    {
        var (_, gone) = Watch(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\n" + rest);
            await exchange.GoneAsync();
        });
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Get(""));
        Assert.Equal(200, (await client.Reader.ReadHeadAsync(client.Deadline))!.Status);
        client.Reset();
        await gone.WaitAsync(TestContext.Current.CancellationToken);
        await AssertServesAsync("within the answer", 200);
    }

    [Fact]
    public async Task The_caller_closes_its_half_within_the_request()
    {
        var (arrived, gone) = Watch(exchange => exchange.GoneAsync());
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Post("Content-Length: 5000\r\n", "hello"));
        await arrived.WaitAsync(client.Deadline);
        client.Tcp.Client.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await gone.WaitAsync(client.Deadline);
        _ = await client.Reader.ReadToEndAsync(client.Deadline);
        await AssertServesAsync("within the request", 499);
    }

    [Fact]
    public async Task A_broken_chunk_is_the_callers_fault_and_ends_the_backends_request()
    {
        var (arrived, gone) = Watch(exchange => exchange.GoneAsync());
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"));
        await arrived.WaitAsync(client.Deadline);
        var response = await client.CallAsync("zz\r\n");
        Assert.Equal(400, response.Status);
        Assert.Contains("broken-request", response.Text, StringComparison.Ordinal);
        await gone.WaitAsync(client.Deadline);
    }

    [Fact]
    public async Task A_hundred_resets_leave_no_request_behind()
    {
        _upstream.Script = exchange => exchange.GoneAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _gateway!.ConnectAsync()));
        await Task.WhenAll(clients.Select(client => client.SendAsync(HostileCase.Get(""))));
        foreach (var _ in clients) await _upstream.NextAsync(clients[0].Deadline);
        foreach (var client in clients) client.Reset();
        foreach (var client in clients)
        {
            Assert.Contains("\"status\":499", await _gateway!.AccessLog.NextAsync(client.Deadline), StringComparison.Ordinal);
            client.Dispose();
        }
        _upstream.Script = RawUpstream.Ok;
        Assert.Equal(200, (await _gateway!.GetAsync("/after")).Status);
    }

    private (Task Arrived, Task Gone) Watch(Func<Exchange, Task> script)
    {
        var (arrived, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        _upstream.Script = async exchange =>
        {
            arrived.SetResult();
            await script(exchange);
            gone.SetResult();
        };
        return (arrived.Task, gone.Task);
    }

    private async Task AssertServesAsync(string when, int logged)
    {
        var line = await _gateway!.AccessLog.NextAsync(TestContext.Current.CancellationToken);
        Assert.True(line.Contains($"\"status\":{logged}", StringComparison.Ordinal), $"{when}: {line}");
        _upstream.Script = RawUpstream.Ok;
        Assert.Equal(200, (await _gateway.GetAsync("/after")).Status);
    }
}
