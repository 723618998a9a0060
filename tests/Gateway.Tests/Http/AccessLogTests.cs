using System.Globalization;
using System.Text.Json;
using Headgate.Gateway.Telemetry;

namespace Headgate.Gateway.Tests.Http;

/// <summary>One line per request, whatever became of it.</summary>
public sealed class AccessLogTests : IAsyncLifetime
{
    private static readonly string[] Fields =
    [
        "time", "request_id", "client", "protocol", "host", "method", "path", "product", "application", "plan", "backend", "decision",
            "reason",
        "status", "duration_ms", "bytes_in", "bytes_out",
    ];

    private static readonly AccessRecord Record = new()
    {
        Time = default,
        RequestId = "",
        Protocol = "",
        Host = "",
        Method = "",
        // More than is gathered for one write.
        Path = new string('a', 20_000),
        Decision = "allow",
        Reason = Pipeline.Reason.Accepted,
        Status = 200,
        Duration = default,
    };

    private readonly RawUpstream _upstream = new();
    private TestGateway? _gateway;

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(_upstream.Url)] });

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_forwarded_request_has_every_field()
    {
        await _gateway!.CallAsync($"POST /a/../b%2fc?q=1 HTTP/1.1\r\n{HostileCase.Host}{HostileCase.Key}Content-Length: 5\r\n\r\nhello");
        var line = await NextAsync();
        Assert.Equal(Fields, line.EnumerateObject().Select(field => field.Name));
        Assert.True(DateTimeOffset.UtcNow - line.GetProperty("time").GetDateTimeOffset() < TimeSpan.FromMinutes(1));
        Assert.InRange(line.GetProperty("duration_ms").GetDouble(), 0, 60_000);
        Assert.Contains(':', line.GetProperty("request_id").GetString()!);
        string[] expected = ["127.0.0.1", "HTTP/1.1", "api.test", "POST", "/b/c", "acme/api", "acme/good", "acme/basic", "backend",
            "allow", "Accepted"];
        Assert.Equal(expected, Fields[2..13].Select(name => line.GetProperty(name).GetString()));
        Assert.Equal([200, 5, 2], new[] { "status", "bytes_in", "bytes_out" }.Select(name => line.GetProperty(name).GetInt32()));
    }

    [Fact]
    public void The_fields_are_those_of_the_documentation()
    {
        var text = File.ReadAllText(TestSupport.Repository.PathOf("docs/gateway.md"));
        var listed = text[text.IndexOf("Fields: ", StringComparison.Ordinal)..];
        Assert.Equal(Fields, listed[..listed.IndexOf(". No header", StringComparison.Ordinal)].Split('`')
            .Where((_, index) => index % 2 == 1));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: nobody.test\r\n\r\n", "unknown_host", 404, "")]
    [InlineData("GET /%zz HTTP/1.1\r\nHost: api.test\r\n\r\n", "malformed", 400, "")]
    [InlineData("GET /a HTTP/1.1\r\nHost: api.test\r\n\r\n", "unauthenticated", 401, "/a")]
    [InlineData("GET /a HTTP/1.1\r\nHost: api.test\r\nuser_key: x\r\n\r\n", "forbidden", 403, "/a")]
    [InlineData("GET /%0d%0a%22%7b HTTP/1.1\r\nHost: api.test\r\n\r\n", "malformed", 400, "")]
    [InlineData("GET /%C3%A9%22%7b HTTP/1.1\r\nHost: api.test\r\n\r\n", "unauthenticated", 401, "/%C3%A9%22%7B")]
    [InlineData("GET / HTTP/1.1\r\nHost: api.test\r\nX: \u0001\r\n\r\n", "malformed", 400, "")]
    public async Task A_refused_request_has_a_line(string wire, string decision, int status, string path)
    {
        Assert.Equal(status, (await _gateway!.CallAsync(wire)).Status);
        var line = await NextAsync();
        Assert.Equal((decision, status, path), (Text(line, "decision"), line.GetProperty("status").GetInt32(), Text(line, "path")));
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "Connection: Upgrade\r\nUpgrade: websocket\r\n", 101)]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", "", 500)]
    [InlineData("nonsense\r\n\r\n", "", 502)]
    public async Task What_the_backend_did_is_the_status(string answer, string headers, int status)
    {
        _upstream.Script = RawUpstream.Answer(answer, close: true);
        Assert.Equal(status, (await _gateway!.GetAsync("/", headers)).Status);
        var line = await NextAsync();
        Assert.Equal(("allow", status), (Text(line, "decision"), line.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task Requests_of_one_connection_have_ids_of_their_own()
    {
        using var client = await _gateway!.ConnectAsync();
        var ids = new HashSet<string?>();
        for (var call = 1; call <= 20; call++)
        {
            await client.CallAsync(HostileCase.Get(""));
            ids.Add(Text(await NextAsync(), "request_id"));
            Assert.Equal(call, ids.Count);
        }
        Assert.Empty(_gateway.AccessLog.Take());
    }

    [Fact]
    public async Task Every_line_is_written_before_the_gateway_is_gone()
    {
        const int Calls = 200;
        await using var gateway = await TestGateway.StartAsync(new TestProduct { Backends = [TestProduct.To(_upstream.Url)] });
        using var client = await gateway.ConnectAsync();
        for (var call = 0; call < Calls; call++)
            await client.CallAsync(HostileCase.Get("", call.ToString("'/'0", CultureInfo.InvariantCulture)));
        await gateway.Host.StopAsync(Deadline);
        Assert.Equal(
            Enumerable.Range(0, Calls).Select(call => $"/{call}"),
            gateway.AccessLog.Take().Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()));
    }

    [Fact]
    public async Task Without_a_log_requests_are_served_all_the_same()
    {
        await using var gateway = await TestGateway.StartAsync(
            [new TestProduct { Backends = [TestProduct.To(_upstream.Url)] }], settings => settings with { AccessLog = false });
        Assert.Equal(200, (await gateway.GetAsync("/")).Status);
        await gateway.Host.StopAsync(Deadline);
        Assert.Empty(gateway.AccessLog.Take());
    }

    [Fact]
    public async Task A_reader_that_has_gone_takes_nobody_along()
    {
        await using var gateway = await TestGateway.StartAsync(
            [new TestProduct { Backends = [TestProduct.To(_upstream.Url)] }],
            settings => settings with { AccessLogOutput = new BrokenPipe() });
        for (var call = 0; call < 3; call++) Assert.Equal(200, (await gateway.GetAsync("/")).Status);
    }

    [Fact]
    public async Task Lines_that_nobody_took_are_counted()
    {
        var log = new AccessLog(new BrokenPipe());
        await log.StartAsync(Deadline);
        for (var line = 0; line < 3; line++) log.Write(Record);
        await log.StopAsync(Deadline);
        Assert.Equal(3, log.Dropped);
    }

    [Fact]
    public async Task A_reader_that_is_slow_costs_lines_and_nothing_else()
    {
        using var stuck = new StuckPipe();
        var log = new AccessLog(stuck);
        await log.StartAsync(Deadline);
        log.Write(Record);
        await stuck.Entered.WaitAsync(Deadline);
        for (var line = 0; line < 8192; line++) log.Write(Record);
        Assert.Equal(0, log.Dropped);
        for (var line = 0; line < 7; line++) log.Write(Record);
        Assert.Equal(7, log.Dropped);
        stuck.Release();
        await log.StopAsync(Deadline);
        Assert.Equal(8193, stuck.Writes);
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private async Task<JsonElement> NextAsync() => JsonDocument.Parse(await _gateway!.AccessLog.NextAsync(Deadline)).RootElement;
}
