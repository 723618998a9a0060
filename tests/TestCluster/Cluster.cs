using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Access;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Headgate.TestCluster;

/// <summary>A Kubernetes API server in memory, for tests. It answers as a real one where Headgate touches it, and says where it does not.</summary>
public sealed class Cluster : IAsyncDisposable
{
    private const string AdminToken = "admin-token";

    private readonly TimeProvider _time;
    private readonly X509Certificate2 _certificate = NewCertificate();
    private readonly ApiServer _server;
    private WebApplication _app;

    private Cluster(TimeProvider time)
    {
        _time = time;
        var tokens = new Dictionary<string, UserInfo>(StringComparer.Ordinal) { [AdminToken] = UserInfo.Admin };
        _server = new ApiServer(Store, new Catalog(Store), Faults, tokens, time);
        _app = null!;
    }

    /// <summary>What goes wrong.</summary>
    public Faults Faults { get; } = new();

    /// <summary>What the cluster holds.</summary>
    public ObjectStore Store { get; } = new();

    /// <summary>Where it listens: on loopback.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>Starts a cluster with the namespaces that every cluster has.</summary>
    /// <param name="port">The port; 0 for any free one.</param>
    /// <param name="time">Its clock; the system's when left out.</param>
    public static async Task<Cluster> StartAsync(int port = 0, TimeProvider? time = null)
    {
        var cluster = new Cluster(time ?? TimeProvider.System);
        foreach (var name in new[] { "kube-system", "kube-public", "kube-node-lease", "default" }) cluster.AddNamespace(name);
        await cluster.ListenAsync(port);
        return cluster;
    }

    /// <summary>A kubeconfig, YAML, for a user: admin, or a service account as <c>system:serviceaccount:NAMESPACE:NAME</c>.</summary>
    public string Kubeconfig(string user = "admin") => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster:
            server: {Url.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(_certificate.ExportCertificatePem()))}
        contexts:
        - name: test
          context: {'{'} cluster: test, user: test {'}'}
        current-context: test
        users:
        - name: test
          user: {'{'} token: "{TokenOf(user)}" {'}'}

        """;

    /// <summary>The bearer token of a user.</summary>
    public static string TokenOf(string user) => user == "admin" ? AdminToken : user["system:".Length..];

    /// <summary>Cuts all connections and comes back on the same port with the same objects, and without the history of their changes.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        _server.Forget();
        await ListenAsync(Url.Port);
    }

    /// <summary>Stops to listen; objects stay.</summary>
    public async Task StopAsync()
    {
        Faults.DropWatches();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    /// <summary>Listens again after <see cref="StopAsync"/>.</summary>
    public Task ResumeAsync() => ListenAsync(Url.Port);

    /// <summary>Forgets the history of changes: watches and lists that go back before now are refused.</summary>
    public void Compact() => _server.Forget();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _certificate.Dispose();
        Faults.Dispose();
    }

    private async Task ListenAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(_certificate);
            });
        });
        _app = builder.Build();
        _app.Run(_server.InvokeAsync);
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Url = new Uri($"https://127.0.0.1:{address[(address.LastIndexOf(':') + 1)..]}");
    }

    private void AddNamespace(string name)
    {
        var now = Preparation.Time(_time.GetUtcNow());
        var item = new JsonObject
        {
            ["kind"] = "Namespace",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["uid"] = Guid.NewGuid().ToString(), ["creationTimestamp"] = now },
        };
        Preparation.Complete(BuiltInKinds.All[0], item);
        Store.Put("/namespaces", "", name, item);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=testcluster", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        // Valid long before and after now: the clock of a test may be anywhere.
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
