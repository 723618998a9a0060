namespace Headgate.Gateway.Tests.Http;

/// <summary>Bodies pass while they are made: nothing waits for their end.</summary>
public sealed class StreamingTests : IAsyncLifetime
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n";

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
    [InlineData("Transfer-Encoding: chunked\r\n", "3\r\none\r\n", "3\r\ntwo\r\n0\r\n\r\n")]
    [InlineData("Content-Length: 5000\r\n", "one", "two")]
    public async Task The_first_part_of_a_request_arrives_before_the_rest_is_sent(string framing, string first, string rest)
    {
        var arrived = new TaskCompletionSource<string>();
        _upstream.Script = async exchange =>
        {
            arrived.SetResult(await ReadPartAsync(exchange));
            await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{await ReadPartAsync(exchange)}");
        };
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Post(framing, first));
        Assert.Equal("one", await arrived.Task.WaitAsync(client.Deadline));
        Assert.Equal("two", (await client.CallAsync(framing.StartsWith('C') ? rest.PadRight(4997) : rest)).Text);
    }

    [Fact]
    public async Task The_head_and_each_event_arrive_before_the_backend_sends_the_next()
    {
        var headSeen = new TaskCompletionSource();
        var seen = Enumerable.Range(0, 3).Select(_ => new TaskCompletionSource()).ToArray();
        _upstream.Script = async exchange =>
        {
            await exchange.SendAsync($"{Chunked}Content-Type: text/event-stream\r\n\r\n");
            await headSeen.Task.WaitAsync(exchange.Stopping);
            foreach (var receipt in seen)
            {
                await exchange.SendAsync("9\r\ndata: 1\n\n\r\n");
                await receipt.Task.WaitAsync(exchange.Stopping);
            }
            await exchange.SendAsync("0\r\n\r\n");
        };
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Get(""));
        var head = await client.Reader.ReadHeadAsync(client.Deadline);
        Assert.Equal((200, "text/event-stream", true), (head!.Status, head["Content-Type"], head.IsChunked));
        headSeen.SetResult();
        foreach (var receipt in seen)
        {
            Assert.Equal("data: 1\n\n"u8.ToArray(), await client.Reader.ReadChunkAsync(client.Deadline));
            receipt.SetResult();
        }
        Assert.Empty(await client.Reader.ReadChunkAsync(client.Deadline));
    }

    [Fact]
    public async Task An_answer_may_come_before_the_body_was_read()
    {
        _upstream.Script = async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nbig");
            await exchange.ReadBodyAsync();
        };
        using var client = await _gateway!.ConnectAsync();
        var response = await client.CallAsync(HostileCase.Post("Content-Length: 100000\r\n", new string('x', 100_000)));
        Assert.Equal((413, "big"), (response.Status, response.Text));
    }

    [Fact]
    public async Task Somebody_who_asks_first_is_told_to_go_on()
    {
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync(HostileCase.Post("Expect: 100-continue\r\nContent-Length: 5\r\n", ""));
        Assert.Equal(100, (await client.Reader.ReadHeadAsync(client.Deadline))!.Status);
        Assert.Equal(200, (await client.CallAsync("hello")).Status);
        Assert.Equal("hello", Assert.Single(_upstream.Take()).Text);
    }

    [Fact]
    public async Task Somebody_who_asks_first_and_is_refused_sends_no_body()
    {
        using var client = await _gateway!.ConnectAsync();
        await client.SendAsync($"POST /p HTTP/1.1\r\n{HostileCase.Host}Expect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        Assert.Equal(401, (await client.Reader.ReadHeadAsync(client.Deadline))!.Status);
        Assert.Empty(_upstream.Take());
    }

    [Theory]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", 200, "1000")]
    [InlineData("HEAD", "HTTP/1.1 200 OK\r\n\r\n", 200, null)]
    [InlineData("GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, null)]
    [InlineData("GET", "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n", 304, null)]
    [InlineData("GET", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "0")]
    public async Task An_answer_without_a_body_leaves_the_connection_in_step(string method, string answer, int status, string? length)
    {
        _upstream.Script = RawUpstream.Answer(answer);
        using var client = await _gateway!.ConnectAsync();
        var response = await client.CallAsync(HostileCase.Get("").Replace("GET", method, StringComparison.Ordinal),
            hasBody: method != "HEAD");
        Assert.Equal((status, length), (response.Status, response.Head["Content-Length"]));
        _upstream.Script = RawUpstream.Ok;
        Assert.Equal("ok", (await client.CallAsync(HostileCase.Get(""))).Text);
    }

    private static async Task<string> ReadPartAsync(Exchange exchange) => System.Text.Encoding.Latin1.GetString(
        exchange.Head.IsChunked
            ? await exchange.Reader.ReadChunkAsync(exchange.Stopping)
            : await exchange.Reader.ReadExactlyAsync(3, exchange.Stopping));
}
