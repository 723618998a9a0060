using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Headgate.Gateway.Tests.Http;

/// <summary>WebSockets pass once the caller was admitted.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private KestrelBackend? _backend;
    private TestGateway? _gateway;

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _backend = await KestrelBackend.StartAsync(EchoAsync);
        _gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(_backend.Url)] });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _backend!.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Text_and_binary_come_back_and_the_caller_may_close(int version)
    {
        using var socket = await ConnectAsync("/echo", version);
        Assert.Equal("x.v2", socket.SubProtocol);
        var data = RandomNumberGenerator.GetBytes(100_000);
        (WebSocketMessageType, byte[])[] messages =
            [(WebSocketMessageType.Text, "hello"u8.ToArray()), (WebSocketMessageType.Binary, data), (WebSocketMessageType.Text, [])];
        foreach (var (type, message) in messages)
        {
            await socket.SendAsync(message, type, true, Deadline);
            Assert.Equal((type, Convert.ToHexString(message)), await ReceiveAsync(socket));
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", Deadline);
        Assert.Equal((WebSocketCloseStatus.NormalClosure, "enough"), (socket.CloseStatus, socket.CloseStatusDescription));
        var line = await _gateway!.AccessLog.NextAsync(Deadline);
        Assert.Contains(version == 1 ? "\"status\":101" : "\"status\":200", line, StringComparison.Ordinal);
        Assert.Contains("\"decision\":\"allow\"", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_backend_may_close(int version)
    {
        using var socket = await ConnectAsync("/leave", version);
        var result = await socket.ReceiveAsync(new byte[10], Deadline);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.PolicyViolation, "go"),
            (result.MessageType, result.CloseStatus, result.CloseStatusDescription));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, Deadline);
        Assert.Equal(WebSocketState.Closed, socket.State);
        await _gateway!.AccessLog.NextAsync(Deadline);
    }

    [Theory]
    [InlineData(1, null, HttpStatusCode.Unauthorized)]
    [InlineData(2, null, HttpStatusCode.Unauthorized)]
    [InlineData(1, "bad", HttpStatusCode.Forbidden)]
    [InlineData(2, "bad", HttpStatusCode.Forbidden)]
    public async Task Nobody_is_upgraded_without_a_good_key(int version, string? key, HttpStatusCode status)
    {
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, "/echo", version, key));
        Assert.Equal(status, socket.HttpStatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_backend_that_refuses_is_heard(int version)
    {
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(socket, "/teapot", version, TestProduct.GoodKey));
        Assert.Equal((HttpStatusCode)418, socket.HttpStatusCode);
        Assert.Equal(["yes"], socket.HttpResponseHeaders!["X-Refused"]);
    }

    [Fact]
    public async Task The_backend_sees_no_credentials()
    {
        using var socket = await ConnectAsync("/headers", 1);
        var (_, text) = await ReceiveAsync(socket);
        var headers = System.Text.Encoding.UTF8.GetString(Convert.FromHexString(text));
        Assert.Contains("api.test", headers, StringComparison.Ordinal);
        Assert.DoesNotContain(TestProduct.GoodKey, headers, StringComparison.Ordinal);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Deadline);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_that_vanishes_takes_the_backends_connection_along(bool reset)
    {
        var (arrived, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var upstream = new RawUpstream
        {
            Script = async exchange =>
            {
                await exchange.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello");
                Assert.Equal("you too"u8.ToArray(), await exchange.Reader.ReadExactlyAsync(7, exchange.Stopping));
                arrived.SetResult();
                await exchange.GoneAsync();
                gone.SetResult();
            },
        };
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(upstream.Url)] });
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(HostileCase.Get(
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"));
        Assert.Equal(101, (await client.Reader.ReadHeadAsync(client.Deadline))!.Status);
        Assert.Equal("hello"u8.ToArray(), await client.Reader.ReadExactlyAsync(5, client.Deadline));
        await client.SendAsync("you too");
        await arrived.Task.WaitAsync(client.Deadline);
        if (reset) client.Reset();
        else client.Tcp.Close();
        await gone.Task.WaitAsync(Deadline);
        Assert.Contains("\"status\":101", await gateway.AccessLog.NextAsync(Deadline), StringComparison.Ordinal);
    }

    private async Task<ClientWebSocket> ConnectAsync(string path, int version)
    {
        var socket = new ClientWebSocket();
        await ConnectAsync(socket, path, version, TestProduct.GoodKey);
        return socket;
    }

    private async Task ConnectAsync(ClientWebSocket socket, string path, int version, string? key)
    {
        socket.Options.HttpVersion = version == 1 ? HttpVersion.Version11 : HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Host", "api.test");
        if (key is not null) socket.Options.SetRequestHeader("user_key", key);
        socket.Options.AddSubProtocol("x.v1");
        socket.Options.AddSubProtocol("x.v2");
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{_gateway!.Port}{path}"), client, Deadline);
    }

    private static async Task<(WebSocketMessageType Type, string Message)> ReceiveAsync(ClientWebSocket socket)
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, Deadline);
            message.Write(buffer, 0, result.Count);
            if (result.EndOfMessage) return (result.MessageType, Convert.ToHexString(message.ToArray()));
        }
    }

    private static async Task EchoAsync(HttpContext context)
    {
        if (context.Request.Path == "/teapot" || !context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = 418;
            context.Response.Headers["X-Refused"] = "yes";
            return;
        }
        var protocol = context.WebSockets.WebSocketRequestedProtocols.LastOrDefault();
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        var stop = context.RequestAborted;
        if (context.Request.Path == "/leave") await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "go", stop);
        if (context.Request.Path == "/headers")
            await socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', context.Request.Headers)),
                WebSocketMessageType.Text, true, stop);
        var buffer = new byte[16 * 1024];
        while (socket.State == WebSocketState.Open)
        {
            var result = await socket.ReceiveAsync(buffer, stop);
            if (result.MessageType != WebSocketMessageType.Close)
                await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, stop);
            else await socket.CloseAsync(result.CloseStatus!.Value, result.CloseStatusDescription, stop);
        }
    }
}
