using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>TLS to Redis: whom it trusts, and for which name.</summary>
public class ConnectionTlsTests
{
    [Fact]
    public async Task An_authority_of_ones_own_is_trusted()
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Certificate = new RedisCertificate("127.0.0.1"), Password = "secret" });
        await using var stage = await OpenAsync(server.Address, server, "secret");
        await stage.UntilUsableAsync();
    }

    [Fact]
    public async Task The_name_that_was_dialled_is_what_the_certificate_must_be_for()
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Certificate = new RedisCertificate("localhost") });
        await using (var named = await OpenAsync($"localhost:{server.Port}", server)) await named.UntilUsableAsync();
        await using var stage = await OpenAsync(server.Address, server);
        await Patience.UntilAsync(() => stage.Log.Contains("its certificate is not for 127.0.0.1", StringComparison.Ordinal), "a refusal: " + stage.Log);
        Assert.False(stage.Connection.IsConnected);
    }

    [Theory]
    [InlineData(true, "not signed by an authority of redis-ca")]
    [InlineData(false, "not signed by an authority that the system trusts")]
    public async Task Another_authority_is_not_trusted(bool ownAuthority, string reason)
    {
        await using var server = await RedisServer.StartAsync(new RedisOptions { Certificate = new RedisCertificate("127.0.0.1") });
        (string, string)[] authority = ownAuthority ? [("ca", new RedisCertificate("127.0.0.1").AuthorityPem)] : [];
        await using var stage = ConnectionStage.Open(server.Address, [("tls", "true"), .. authority]);
        await Patience.UntilAsync(() => stage.Log.Contains(reason, StringComparison.Ordinal), "a refusal: " + stage.Log);
        Assert.False(stage.Connection.IsConnected);

        // The right one may come later.
        if (!ownAuthority) return;
        stage.Write("ca", await File.ReadAllTextAsync(Path.Combine(server.Directory, "ca.crt"), TestContext.Current.CancellationToken));
        await stage.UntilUsableAsync();
    }

    [Fact]
    public async Task A_server_without_TLS_is_not_talked_to_in_clear_text()
    {
        await using var server = await RedisServer.StartAsync();
        await using var stage = ConnectionStage.Open(server.Address, ("tls", "true"));
        await Patience.UntilAsync(() => stage.Log.Length > 0, "a line that says why");
        Assert.False(stage.Connection.IsConnected);
        Assert.DoesNotContain("hello", (string)(await server.RunAsync("INFO", "commandstats"))!, StringComparison.Ordinal);
    }

    private static async Task<ConnectionStage> OpenAsync(string address, RedisServer server, string? password = null)
    {
        var authority = await File.ReadAllTextAsync(Path.Combine(server.Directory, "ca.crt"));
        (string, string)[] login = password is null ? [] : [("password-file", password)];
        return ConnectionStage.Open(address, [("tls", "true"), ("ca", authority), .. login]);
    }
}
