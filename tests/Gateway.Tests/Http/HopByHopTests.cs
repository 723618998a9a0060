namespace Headgate.Gateway.Tests.Http;

/// <summary>Headers that a caller must not be able to remove, add or disguise.</summary>
public sealed class HopByHopTests : IAsyncLifetime
{
    private readonly RawUpstream _upstream = new();
    private TestGateway? _gateway;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestProduct
    {
        Backends = [TestProduct.To(_upstream.Url)],
        Upstream = new() { RemoveCredentials = true, TimeoutMilliseconds = 15_000, SecretToken = new() { Header = "X-Proof" } },
        SecretToken = "the-proof",
    });

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("X-Secret", "X-Secret: 1\r\n", "X-Secret", null)]
    [InlineData("x-secret , X-Other", "X-Secret: 1\r\nX-Other: 2\r\n", "X-Other", null)]
    [InlineData("Authorization", "Authorization: Digest a\r\n", "Authorization", null)]
    [InlineData("Cookie", "Cookie: a=b\r\n", "Cookie", null)]
    [InlineData("Content-Type", "Content-Type: text/plain\r\nContent-Length: 0\r\n", "Content-Type", null)]
    [InlineData("Content-Language, Expires", "Content-Language: de\r\n", "X-Proof", "the-proof")]
    [InlineData("Content-Length", "Content-Length: 5\r\n", "Content-Length", "5")]
    [InlineData("Transfer-Encoding", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding", "chunked")]
    [InlineData("Host", "", "Host", "127.0.0.1")]
    [InlineData("X-Proof", "", "X-Proof", "the-proof")]
    [InlineData("X-Proof", "X-Proof: forged\r\n", "X-Proof", "the-proof")]
    [InlineData("X-Forwarded-For", "", "X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "", "X-Forwarded-Host", "api.test")]
    [InlineData("a b, \"x\", , ;=, \u00fc", "X-Keep: 1\r\n", "X-Keep", "1")]
    [InlineData("X-Secret, close", "X-Secret: 1\r\n", "X-Secret", "1")]
    // Kestrel replaces a value that says close or keep-alive by that word alone, so what stands beside it is never seen here.
    [InlineData("close, X-Secret", "X-Secret: 1\r\n", "X-Secret", "1")]
    [InlineData("keep-alive, X-Secret", "X-Secret: 1\r\n", "X-Secret", "1")]
    [InlineData("keep-alive", "Keep-Alive: timeout=9\r\n", "Keep-Alive", null)]
    public async Task A_nominated_header_stays_here_unless_the_message_needs_it(string connection, string headers, string name, string? arrives)
    {
        var body = headers.Contains("chunked", StringComparison.Ordinal) ? "0\r\n\r\n" : headers.Contains(": 5", StringComparison.Ordinal) ? "hello" : "";
        var wire = HostileCase.Post($"Connection: {connection}\r\n{headers}", body);
        var response = await _gateway!.CallAsync(wire.Replace("\u00fc", "\u00c3\u00bc", StringComparison.Ordinal));
        Assert.Equal(200, response.Status);
        Assert.Equal(arrives, Assert.Single(_upstream.Take()).Head[name]?.Replace($":{_upstream.Port}", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("X-Forwarded-For: 6.6.6.6", "127.0.0.1")]
    [InlineData("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 7.7.7.7", "127.0.0.1")]
    [InlineData("x_forwarded_for: 6.6.6.6", null)]
    [InlineData("X_Forwarded-For: 6.6.6.6", null)]
    [InlineData("X-Forwarded-Host: evil.test", "api.test")]
    [InlineData("X-Forwarded_Host: evil.test", null)]
    [InlineData("X-Forwarded-Proto: https", "http")]
    [InlineData("X-Forwarded-Port: 666", null)]
    [InlineData("X-Forwarded-Prefix: /evil", null)]
    [InlineData("X-Forwarded-Server: evil", null)]
    [InlineData("X-Forwarded-Client-Cert: evil", null)]
    [InlineData("Forwarded: for=6.6.6.6", null)]
    [InlineData("X-Headgate-Application: acme/admin", null)]
    [InlineData("x-headgate-anything: 1", null)]
    [InlineData("X_Headgate_Application: acme/admin", null)]
    [InlineData("X-Proof: forged", "the-proof")]
    [InlineData("x_proof: forged", null)]
    [InlineData("Proxy: http://evil.test", null)]
    [InlineData("Proxy-Authorization: Basic x", null)]
    [InlineData("Proxy-Connection: keep-alive", null)]
    [InlineData("TE: gzip", null)]
    [InlineData("TE: trailers", null)]
    [InlineData("Upgrade: h2c", null)]
    [InlineData("user_key: good-key-0123456789", null)]
    [InlineData("User-Key: good-key-0123456789", null)]
    [InlineData("Authorization: Bearer good-key-0123456789", null)]
    [InlineData("X-Content-Length: 5", "5")]
    [InlineData("X-Real: caf\u00c3\u00a9", "caf\u00c3\u00a9")]
    [InlineData("Cookie: a=b\r\nCookie: c=d", "a=b; c=d")]
    public async Task A_claim_of_the_caller_arrives_as(string header, string? arrives)
    {
        var response = await _gateway!.CallAsync(HostileCase.Get(header + "\r\n"));
        Assert.Equal(200, response.Status);
        Assert.Equal(arrives, Assert.Single(_upstream.Take()).Head[header.Split(':')[0]]);
    }

    [Theory]
    [InlineData("Connection: X-Secret\r\nX-Secret: 1\r\n", "X-Secret", null)]
    [InlineData("Connection: Content-Type\r\nContent-Type: text/plain\r\n", "Content-Type", null)]
    [InlineData("Connection: a b, \"x\"\r\nX-Keep: 1\r\n", "X-Keep", "1")]
    [InlineData("Connection: Content-Length\r\n", "Content-Length", "2")]
    [InlineData("Keep-Alive: timeout=5\r\n", "Keep-Alive", null)]
    [InlineData("Content-Disposition: attachment; filename=\"caf\u00c3\u00a9\"\r\n", "Content-Disposition", "attachment; filename=\"caf\u00c3\u00a9\"")]
    [InlineData("X-Latin: caf\u00e9\r\n", "X-Latin", "caf\u00e9")]
    [InlineData("Server: nginx\r\n", "Server", "nginx")]
    [InlineData("Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n", "Set-Cookie", "a=b|c=d")]
    public async Task A_header_of_the_backend_arrives_as(string headers, string name, string? arrives)
    {
        _upstream.Script = RawUpstream.Answer($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{headers}\r\nok");
        var response = await _gateway!.GetAsync("/g");
        Assert.Equal((200, "ok"), (response.Status, response.Text));
        Assert.Equal(arrives, response.Head[name]);
    }
}
