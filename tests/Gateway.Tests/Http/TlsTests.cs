using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Headgate.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Gateway.Tests.Http;

/// <summary>The port with TLS: both versions of HTTP, and a certificate that is renewed in place.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private static readonly TestCertificate First = new("first");
    private static readonly TestCertificate Second = new("second");

    private readonly FakeTimeProvider _time = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("headgate-tls-").FullName;
    private readonly RawUpstream _upstream = new();
    private readonly KubeletMount _mount;
    private TestGateway? _gateway;

    public TlsTests()
    {
        _mount = new KubeletMount(Path.Combine(_directory, "tls"));
        Publish(First.CertificatePem, First.KeyPem);
    }

    private static CancellationToken Deadline => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(
        [new TestProduct { Backends = [TestProduct.To(_upstream.Url)] }],
        settings => settings with
        {
            TlsPort = 0,
            TlsCertificate = Path.Combine(_directory, "tls", "tls.crt"),
            TlsKey = Path.Combine(_directory, "tls", "tls.key"),
        },
        _time);

    public async ValueTask DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _upstream.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public async Task ALPN_agrees_on_the_version(string version)
    {
        using var caller = new Http2Caller(_gateway!.Host.TlsPort!.Value, Trusts(First));
        using var request = caller.Request(HttpMethod.Get, "/");
        request.Version = Version.Parse(version);
        using var response = await caller.SendAsync(request, Deadline);
        Assert.Equal((HttpStatusCode.OK, Version.Parse(version)), (response.StatusCode, response.Version));
        Assert.Equal("https", Assert.Single(_upstream.Take()).Head["X-Forwarded-Proto"]);
    }

    [Fact]
    public async Task A_caller_without_ALPN_speaks_HTTP_1()
    {
        await using var stream = await HandshakeAsync(new SslClientAuthenticationOptions());
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(HostileCase.Get("")), Deadline);
        Assert.Equal(200, (await new WireReader(stream).ReadHeadAsync(Deadline))!.Status);
    }

    [Fact]
    public async Task New_connections_see_the_renewed_certificate_and_old_ones_go_on()
    {
        using var early = new Http2Caller(_gateway!.Host.TlsPort!.Value, Trusts(First));
        using (var before = await early.GetAsync("/")) Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Publish(Second.CertificatePem, Second.KeyPem);
        _time.Advance(TimeSpan.FromSeconds(10));
        using var late = new Http2Caller(_gateway.Host.TlsPort!.Value, Trusts(Second));
        using (var after = await late.GetAsync("/")) Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        using (var still = await early.GetAsync("/")) Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.Equal(200, (await _gateway.GetAsync("/clear-text")).Status);
    }

    public static TheoryData<string, string, string> Broken => new()
    {
        { "no PEM", "nonsense", First.KeyPem },
        { "empty", "", "" },
        { "cut off", Second.CertificatePem[..200], Second.KeyPem },
        { "the other's key", Second.CertificatePem, First.KeyPem },
        { "no key", Second.CertificatePem, "" },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task A_broken_file_keeps_the_last_certificate_and_is_told_once(string what, string certificate, string key)
    {
        Assert.Equal(First.Thumbprint, await ServedAsync());
        Publish(certificate, key);
        for (var look = 0; look < 3; look++)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(First.Thumbprint == await ServedAsync(), what);
        }
        Assert.Single(_gateway!.Log.ToString().Split('\n'), line => line.Contains("cannot be used", StringComparison.Ordinal));
        Assert.DoesNotContain("PRIVATE", _gateway.Log.ToString(), StringComparison.Ordinal);
        Publish(Second.CertificatePem, Second.KeyPem);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Second.Thumbprint, await ServedAsync());
    }

    [Fact]
    public async Task Clear_text_on_the_TLS_port_harms_nobody()
    {
        using (var client = await RawClient.ConnectAsync(_gateway!.Host.TlsPort!.Value))
        {
            await client.SendAsync(HostileCase.Get(""));
            await client.Reader.ReadToEndAsync(client.Deadline);
        }
        Assert.Empty(_upstream.Take());
        Assert.Equal(First.Thumbprint, await ServedAsync());
    }

    private void Publish(string certificate, string key) => _mount.Swap(new Dictionary<string, byte[]>
    {
        ["tls.crt"] = System.Text.Encoding.ASCII.GetBytes(certificate),
        ["tls.key"] = System.Text.Encoding.ASCII.GetBytes(key),
    });

    private async Task<string> ServedAsync()
    {
        await using var stream = await HandshakeAsync(new SslClientAuthenticationOptions());
        return ((X509Certificate2)stream.RemoteCertificate!).Thumbprint;
    }

    private async Task<SslStream> HandshakeAsync(SslClientAuthenticationOptions options)
    {
        var tcp = new System.Net.Sockets.TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, _gateway!.Host.TlsPort!.Value, Deadline);
        var stream = new SslStream(tcp.GetStream());
        options.TargetHost = "127.0.0.1";
        options.RemoteCertificateValidationCallback = (_, served, _, _) => served is not null;
        await stream.AuthenticateAsClientAsync(options, Deadline);
        return stream;
    }

    // Only the root is known beforehand: the intermediate certificate has to come with the server's.
    private static RemoteCertificateValidationCallback Trusts(TestCertificate certificate) => (_, served, chain, _) =>
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.Add(certificate.Root);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.ExtraStore.AddRange(chain!.ChainPolicy.ExtraStore);
        return own.Build((X509Certificate2)served!) && ((X509Certificate2)served!).Thumbprint == certificate.Thumbprint;
    };
}
