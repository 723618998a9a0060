using System.Text;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using k8s;

namespace Headgate.TestCluster;

/// <summary>
/// The API server that a test talks to: the one that the environment variable KUBECONFIG names, else a <see cref="TestCluster.Cluster"/> of its own.
/// What a test makes lives in namespaces that are removed with this object.
/// </summary>
public sealed class TestApi : IAsyncDisposable
{
    private static readonly ResourceKind Namespaces = new("", "v1", "namespaces", "Namespace", Namespaced: false);

    private static readonly ResourceKind ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount");

    private readonly string _kubeconfig;
    private readonly List<string> _namespaces = [];

    private TestApi(Cluster? cluster, string kubeconfig, TimeProvider time)
    {
        Cluster = cluster;
        _kubeconfig = kubeconfig;
        Api = KubernetesApi.Connect(Configuration(), time);
    }

    /// <summary>The cluster of this test; null with a real server.</summary>
    public Cluster? Cluster { get; }

    /// <summary>Requests with all rights.</summary>
    public KubernetesApi Api { get; }

    /// <summary>Whether tests run against a real server.</summary>
    public static bool IsReal => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("KUBECONFIG"));

    /// <summary>Connects, to a cluster of this test unless there is a real one.</summary>
    /// <param name="time">The clock of a cluster of this test.</param>
    public static async Task<TestApi> ConnectAsync(TimeProvider? time = null)
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } file)
            return new TestApi(null, await File.ReadAllTextAsync(file), TimeProvider.System);
        return await ConnectOwnAsync(time);
    }

    /// <summary>Connects to a cluster of this test, for what a real server cannot be asked to do.</summary>
    /// <param name="time">Its clock.</param>
    public static async Task<TestApi> ConnectOwnAsync(TimeProvider? time = null)
    {
        var cluster = await TestCluster.Cluster.StartAsync(time: time);
        return new TestApi(cluster, cluster.Kubeconfig(), TimeProvider.System);
    }

    /// <summary>How to connect with all rights.</summary>
    public KubernetesClientConfiguration Configuration() =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(new MemoryStream(Encoding.UTF8.GetBytes(_kubeconfig)));

    /// <summary>How to connect with a token; without one, as nobody.</summary>
    public KubernetesClientConfiguration Configuration(string? token)
    {
        var admin = Configuration();
        return new KubernetesClientConfiguration { Host = admin.Host, SslCaCerts = admin.SslCaCerts, SkipTlsVerify = admin.SkipTlsVerify, AccessToken = token };
    }

    /// <summary>Writes the kubeconfig with all rights, for kubectl and helm.</summary>
    public async Task<string> WriteKubeconfigAsync(string directory)
    {
        var file = Path.Combine(directory, "kubeconfig");
        await File.WriteAllTextAsync(file, _kubeconfig);
        return file;
    }

    /// <summary>Writes the kubeconfig of whoever has a token.</summary>
    public async Task<string> WriteKubeconfigAsync(string directory, string token)
    {
        var configuration = Configuration(token);
        var certificates = Encoding.ASCII.GetBytes(configuration.SslCaCerts?.ExportCertificatePems() ?? "");
        var authority = configuration.SkipTlsVerify
            ? "insecure-skip-tls-verify: true"
            : $"certificate-authority-data: {Convert.ToBase64String(certificates)}";
        var file = Path.Combine(directory, "kubeconfig-of-token");
        await File.WriteAllTextAsync(file, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: test, cluster: {server: "{{{configuration.Host}}}", {{{authority}}}}}]
            contexts: [{name: test, context: {cluster: test, user: test}}]
            current-context: test
            users: [{name: test, user: {token: "{{{token}}}"}}]
            """);
        return file;
    }

    /// <summary>Makes a namespace with a name of its own.</summary>
    public async Task<string> NewNamespaceAsync(CancellationToken cancellationToken)
    {
        var name = $"test-{Guid.NewGuid().ToString("N")[..12]}";
        await Api.CreateAsync(
            Namespaces.PathOf((string?)null), new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken);
        _namespaces.Add(name);
        if (Cluster is null) await AddDefaultAccountAsync(name, cancellationToken);
        return name;
    }

    // Pods are refused without it, and a bare API server has no controller that makes it.
    private async Task AddDefaultAccountAsync(string inNamespace, CancellationToken cancellationToken)
    {
        var account = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ServiceAccount",
            ["metadata"] = new JsonObject { ["name"] = "default" },
        };
        await Api.ApplyAsync(ServiceAccounts.PathOf(new ObjectKey(inNamespace, "default")), account, "test", cancellationToken);
    }

    /// <summary>A token of a service account.</summary>
    public async Task<string> TokenOfAsync(string inNamespace, string serviceAccount, CancellationToken cancellationToken)
    {
        if (Cluster is not null) return TestCluster.Cluster.TokenOf($"system:serviceaccount:{inNamespace}:{serviceAccount}");
        var request = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = new JsonObject() };
        var answer = await Api.CreateAsync(
            $"/api/v1/namespaces/{inNamespace}/serviceaccounts/{serviceAccount}/token", request, cancellationToken);
        return (string)answer["status"]!["token"]!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Cluster is null)
        {
            foreach (var name in _namespaces) await RemoveAsync(Namespaces.PathOf(new ObjectKey("", name)));
        }
        Api.Dispose();
        if (Cluster is not null) await Cluster.DisposeAsync();
    }

    // What cannot be removed hides no failure of the test, and keeps nothing else.
    private async Task RemoveAsync(string path)
    {
        try
        {
            var item = await Api.GetAsync(path, CancellationToken.None);
            await Api.DeleteAsync(path, (string)item["metadata"]!["uid"]!, CancellationToken.None);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException)
        {
            Console.Error.WriteLine($"{path} stays: {exception.Message}");
        }
    }
}
