using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Headgate.Gateway.Tests.Http;

/// <summary>Backends that fail (reliability.md §4.4): the answer is a problem that never names the backend's address.</summary>
public sealed class UpstreamFailureTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";

    /// <summary>What the backend does before its answer began, and what the caller gets.</summary>
    private static readonly Dictionary<string, (Func<Exchange, Task> Script, int Status)> Failures = new()
    {
        ["reset at once"] = (Do(exchange => exchange.Reset()), 502),
        ["close at once"] = (Do(exchange => exchange.Close()), 502),
        ["close within the status line"] = (RawUpstream.Answer("HTTP/1.1 20", close: true), 502),
        ["close within the headers"] = (RawUpstream.Answer(Ok + "Content-Le", close: true), 502),
        ["no HTTP"] = (RawUpstream.Answer("220 smtp.test ESMTP\r\n\r\n", close: true), 502),
        ["status that is none"] = (RawUpstream.Answer("HTTP/1.1 abc OK\r\n\r\n", close: true), 502),
        ["two lengths"] = (RawUpstream.Answer(Ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nok", close: true), 502),
        ["headers of 100 KB"] = (RawUpstream.Answer(Ok + $"X-A: {new string('b', 100 * 1024)}\r\nContent-Length: 0\r\n\r\n", close: true), 502),
        ["no colon in a header"] = (RawUpstream.Answer(Ok + "X-A\r\nContent-Length: 0\r\n\r\n", close: true), 502),
        ["101 without an upgrade"] = (RawUpstream.Answer("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: evil\r\n\r\n", close: true), 502),
        ["silence"] = (exchange => exchange.GoneAsync(), 504),
        ["1xx for ever"] = (StormAsync, 504),
        ["storm of 100"] = (RawUpstream.Answer(string.Concat(Enumerable.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 50)) + Ok + "Content-Length: 2\r\n\r\nok"), 200),
        ["204 with a body"] = (RawUpstream.Answer("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello", close: true), 204),
        ["304"] = (RawUpstream.Answer("HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"), 304),
        ["HTTP/1.0"] = (RawUpstream.Answer("HTTP/1.0 200 OK\r\n\r\nok", close: true), 200),
        ["body until close"] = (RawUpstream.Answer(Ok + "\r\nok", close: true), 200),
        ["100 without being asked"] = (RawUpstream.Answer("HTTP/1.1 100 Continue\r\n\r\n" + Ok + "Content-Length: 2\r\n\r\nok"), 200),
        ["answer after another nobody asked for"] = (RawUpstream.Answer(Ok + "Content-Length: 2\r\n\r\nok" + Ok + "Content-Length: 4\r\n\r\nevil"), 200),
        ["redirect is not followed"] = (RawUpstream.Answer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"), 302),
        ["status 599"] = (RawUpstream.Answer("HTTP/1.1 599 What\r\nContent-Length: 2\r\n\r\nok"), 599),
    };

    public static TheoryData<string> Names => [.. Failures.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task Before_the_answer_began(string failure)
    {
        var (script, status) = Failures[failure];
        await using var upstream = new RawUpstream { Script = script };
        await using var gateway = await StartAsync(upstream.Url);
        var response = await gateway.GetAsync("/g");
        Assert.Equal(status, response.Status);
        if (status is 502 or 504) AssertProblem(response, upstream.Port);
        if (status == 200) Assert.Equal("ok", response.Text);
        if (failure.Contains("nobody", StringComparison.Ordinal)) Assert.Equal("ok", (await gateway.GetAsync("/g")).Text);
        upstream.Script = RawUpstream.Ok;
        Assert.Equal("ok", (await gateway.GetAsync("/g")).Text);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n")]
    [InlineData("Content-Length: 5000\r\n", "hello")]
    public async Task Silence_while_the_callers_body_is_open_is_a_time_out(string framing, string body)
    {
        await using var upstream = new RawUpstream { Script = exchange => exchange.GoneAsync() };
        await using var gateway = await StartAsync(upstream.Url);
        var response = await gateway.CallAsync(HostileCase.Post(framing, body));
        Assert.Equal(504, response.Status);
        AssertProblem(response, upstream.Port);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        await using var gateway = await StartAsync($"http://127.0.0.1:{port}");
        var response = await gateway.GetAsync("/g");
        Assert.Equal(502, response.Status);
        AssertProblem(response, port);
    }

    [Fact]
    public async Task The_name_is_unknown()
    {
        await using var gateway = await StartAsync("http://no-such-host.invalid");
        var response = await gateway.GetAsync("/g");
        Assert.Equal(502, response.Status);
        Assert.DoesNotContain("no-such-host", response.Head.Text + response.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\nhel", "", false)]
    [InlineData("Content-Length: 10\r\n\r\nhel", "", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "", false)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "", true)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "zz\r\n", false)]
    public async Task After_the_answer_began_the_connection_is_cut(string first, string last, bool reset)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        var begun = new TaskCompletionSource();
        upstream.Script = async exchange =>
        {
            await exchange.SendAsync(Ok + first);
            await begun.Task.WaitAsync(exchange.Stopping);
            await exchange.SendAsync(last);
            if (reset) exchange.Reset();
            else exchange.Close();
        };
        await client.SendAsync(HostileCase.Get(""));
        var head = await client.Reader.ReadHeadAsync(client.Deadline);
        Assert.Equal(200, head!.Status);
        begun.SetResult();
        var body = await client.Reader.ReadToEndAsync(client.Deadline);
        // Neither the length nor the last chunk came: the caller knows that something is missing.
        Assert.True(body.Length < 10 || !body.Contains("\r\n0\r\n", StringComparison.Ordinal), body);
    }

    private static Task<TestGateway> StartAsync(string url) => TestGateway.StartAsync(new TestProduct
    {
        Backends = [TestProduct.To(url)],
        Upstream = new() { RemoveCredentials = true, TimeoutMilliseconds = 700 },
    });

    private static void AssertProblem(RawResponse response, int port)
    {
        Assert.Equal("application/problem+json", response.Head["Content-Type"]);
        Assert.StartsWith("headgate; error=", response.Head["Proxy-Status"], StringComparison.Ordinal);
        Assert.Equal(response.Status, JsonDocument.Parse(response.Text).RootElement.GetProperty("status").GetInt32());
        Assert.DoesNotContain($"{port}", response.Head.Text + response.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", response.Head.Text + response.Text, StringComparison.Ordinal);
    }

    private static Func<Exchange, Task> Do(Action<Exchange> action) => exchange =>
    {
        action(exchange);
        return Task.CompletedTask;
    };

    // An interim response is no progress towards an answer.
    private static async Task StormAsync(Exchange exchange)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await pace.WaitForNextTickAsync(exchange.Stopping)) await exchange.SendAsync("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
    }
}
