using System.Net;
using System.Text;
using Headgate.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Headgate.Gateway.Tests.Http;

/// <summary>HTTP/2 on the port of HTTP/1.1, and towards backends.</summary>
public sealed class Http2Tests
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_versions_are_served_on_one_port()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(upstream.Url);
        using var caller = new Http2Caller(gateway.Port);
        using (var response = await caller.GetAsync("/two?a=b"))
        {
            Assert.Equal((HttpStatusCode.OK, HttpVersion.Version20), (response.StatusCode, response.Version));
            Assert.Equal("ok", await response.Content.ReadAsStringAsync(Deadline));
        }
        Assert.Equal(200, (await gateway.GetAsync("/one")).Status);
        var seen = upstream.Take();
        Assert.Equal(["GET /two?a=b HTTP/1.1", "GET /one HTTP/1.1"], seen.Select(request => request.Head.StartLine));
        Assert.All(seen, request => Assert.Equal("api.test", request.Head["X-Forwarded-Host"]));
        Assert.Contains("\"protocol\":\"HTTP/2\"", await gateway.AccessLog.NextAsync(Deadline), StringComparison.Ordinal);
        Assert.Contains("\"protocol\":\"HTTP/1.1\"", await gateway.AccessLog.NextAsync(Deadline), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(23)]
    public async Task A_preface_in_two_parts_is_a_preface(int first)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(Preface[..first]);
        // Another connection passes in between: the first is not waited for.
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        await client.SendAsync([.. Encoding.ASCII.GetBytes(Preface[first..]), 0, 0, 0, 4, 0, 0, 0, 0, 0]);
        // The server's preface is a SETTINGS frame (RFC 9113 §3.4).
        Assert.Equal(4, (await client.Reader.ReadExactlyAsync(9, client.Deadline))[3]);
    }

    [Theory]
    [InlineData("PUT /p HTTP/1.1\r\n")]
    [InlineData("PROPFIND /p HTTP/1.1\r\n")]
    public async Task A_method_that_begins_like_the_preface_is_none(string line)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(line[..1]);
        var response = await client.CallAsync($"{line[1..]}{HostileCase.Host}{HostileCase.Key}\r\n");
        Assert.Equal(200, response.Status);
    }

    [Fact]
    public async Task Many_streams_of_one_connection_run_at_once()
    {
        const int Streams = 90;
        var waiting = 0;
        var all = new TaskCompletionSource();
        await using var upstream = new RawUpstream
        {
            Script = async exchange =>
            {
                if (Interlocked.Increment(ref waiting) == Streams) all.SetResult();
                await all.Task.WaitAsync(exchange.Stopping);
                await exchange.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {exchange.Head.Target.Length}\r\n\r\n{exchange.Head.Target}");
            },
        };
        await using var gateway = await StartAsync(upstream.Url);
        using var caller = new Http2Caller(gateway.Port);
        var calls = Enumerable.Range(0, Streams).Select(async number =>
        {
            using var response = await caller.GetAsync($"/{number}");
            Assert.Equal($"/{number}", await response.Content.ReadAsStringAsync(Deadline));
        });
        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task Both_bodies_are_open_at_once_for_an_HTTP_1_caller_and_an_HTTP_2_backend()
    {
        await using var backend = await KestrelBackend.StartAsync(EchoAsync, HttpProtocols.Http2);
        await using var gateway = await StartAsync(backend.Url, BackendProtocol.Http2);
        using var client = await gateway.ConnectAsync();
        await client.SendAsync(HostileCase.Post("Transfer-Encoding: chunked\r\n", ""));
        Assert.Equal(200, (await client.Reader.ReadHeadAsync(client.Deadline))!.Status);
        foreach (var letter in "abc")
        {
            await client.SendAsync($"1\r\n{letter}\r\n");
            Assert.Equal([(byte)letter], await client.Reader.ReadChunkAsync(client.Deadline));
        }
        await client.SendAsync("0\r\n\r\n");
        Assert.Empty(await client.Reader.ReadChunkAsync(client.Deadline));
    }

    [Theory]
    [InlineData(HttpProtocols.Http1)]
    [InlineData(HttpProtocols.Http2)]
    public async Task Trailers_of_the_backend_reach_the_caller(HttpProtocols protocols)
    {
        await using var raw = new RawUpstream
        {
            Script = RawUpstream.Answer(
                "HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 42\r\n\r\n"),
        };
        await using var backend = await KestrelBackend.StartAsync(
            async context =>
            {
                await context.Response.WriteAsync("ok");
                context.Response.AppendTrailer("X-Sum", "42");
            },
            HttpProtocols.Http2);
        await using var gateway = protocols == HttpProtocols.Http1
            ? await StartAsync(raw.Url)
            : await StartAsync(backend.Url, BackendProtocol.Http2);
        using var caller = new Http2Caller(gateway.Port);
        using var response = await caller.GetAsync("/");
        Assert.Equal("ok", await response.Content.ReadAsStringAsync(Deadline));
        Assert.Equal(["42"], response.TrailingHeaders.GetValues("X-Sum"));
    }

    [Theory]
    [InlineData("transfer-encoding", "chunked")]
    [InlineData("transfer-encoding", "gzip")]
    [InlineData("upgrade", "websocket")]
    [InlineData("keep-alive", "timeout=5")]
    [InlineData("proxy-connection", "keep-alive")]
    public async Task A_field_of_HTTP_1_framing_never_reaches_the_backend(string name, string value)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        await client.SendAsync([.. Encoding.ASCII.GetBytes(Preface), 0, 0, 0, 4, 0, 0, 0, 0, 0, .. Headers((name, value))]);
        var line = await gateway.AccessLog.NextAsync(client.Deadline);
        Assert.Contains(name == "transfer-encoding" ? "\"status\":400" : "\"status\":200", line, StringComparison.Ordinal);
        Assert.All(upstream.Take(), request => Assert.Null(request.Head[name]));
    }

    [Theory]
    [InlineData("connection", "close")]
    [InlineData("Connection", "close")]
    [InlineData("te", "gzip")]
    [InlineData(":protocol", "websocket")]
    [InlineData("User-Key", "x")]
    public async Task A_field_that_HTTP_2_forbids_resets_the_stream(string name, string value)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        await client.SendAsync([.. Encoding.ASCII.GetBytes(Preface), 0, 0, 0, 4, 0, 0, 0, 0, 0, .. Headers((name, value))]);
        // RST_STREAM, PROTOCOL_ERROR (RFC 9113 §6.4, §8.2); GOAWAY where Kestrel ends the whole connection.
        byte[] header;
        do
        {
            header = await client.Reader.ReadExactlyAsync(9, client.Deadline);
            await client.Reader.ReadExactlyAsync((header[0] << 16) | (header[1] << 8) | header[2], client.Deadline);
            Assert.NotEqual(1, header[3]);
        }
        while (header[3] is not (3 or 7));
        Assert.Empty(upstream.Take());
    }

    /// <summary>A HEADERS frame that opens stream 1 with a good GET and one more field, all literal (RFC 7541 §6.2.2).</summary>
    private static byte[] Headers((string Name, string Value) more)
    {
        (string Name, string Value)[] fields =
            [(":method", "GET"), (":scheme", "http"), (":path", "/"), (":authority", "api.test"), ("user_key", TestProduct.GoodKey), more];
        byte[] block =
        [
            .. fields.SelectMany(field => (byte[])[0, (byte)field.Name.Length, .. Encoding.ASCII.GetBytes(field.Name),
                (byte)field.Value.Length, .. Encoding.ASCII.GetBytes(field.Value)]),
        ];
        return [0, 0, (byte)block.Length, 1, 5, 0, 0, 0, 1, .. block];
    }

    private static Task<TestGateway> StartAsync(string url, BackendProtocol protocol = BackendProtocol.Auto) =>
        TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(url, protocol: protocol)] });

    private static async Task EchoAsync(HttpContext context)
    {
        await context.Response.Body.FlushAsync(context.RequestAborted);
        var buffer = new byte[4096];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
    }
}
