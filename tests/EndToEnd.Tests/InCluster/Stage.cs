using Headgate.EchoApi;
using Headgate.TestCluster;
using Headgate.TestSupport;
using Microsoft.AspNetCore.Builder;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>
/// All that a cluster with Headgate has: an API server with our definitions, a copy of samples/echo, its upstream, a pool of two gateways, maybe
/// another one for staging, and the configuration of an operator.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>The host of the sample's Product.</summary>
    public const string Host = "echo.example.com";

    private const string Pool = "main";
    private const int Shards = 2;

    private static readonly string[] Definitions =
    [
        "crd/products.headgate.dev", "crd/mappingrules.headgate.dev", "crd/applicationplans.headgate.dev", "crd/applications.headgate.dev",
        "crd/accounts.headgate.dev",
    ];

    private const string StagingPool = "staging";

    private static readonly string[] Addresses = ["127.0.1.1", "127.0.1.2"];
    private static readonly string[] StagingAddresses = ["127.0.1.3", "127.0.1.4"];

    private readonly string _directory = Directory.CreateTempSubdirectory("headgate-cluster-").FullName;
    private readonly List<RunningOperator> _operators = [];
    private readonly WebApplication _upstream = EchoServer.Build("--urls", "http://127.0.0.1:0");
    private readonly GatewayPorts _ports = GatewayPorts.Free([.. Addresses, .. StagingAddresses]);
    private readonly bool _hasStaging;
    private Stage(TestApi api, bool hasStaging) => (Api, _hasStaging) = (api, hasStaging);

    /// <summary>The API server.</summary>
    public TestApi Api { get; }

    /// <summary>How the API server is reached, as a file.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <summary>kubectl in the namespace of the resources.</summary>
    public Kubectl Kubectl { get; private set; } = null!;

    /// <summary>kubectl in the namespace of the gateways.</summary>
    public Kubectl PoolKubectl { get; private set; } = null!;

    /// <summary>The sample, not applied yet.</summary>
    public SampleCopy Sample { get; private set; } = null!;

    /// <summary>Namespace of the resources.</summary>
    public string Namespace { get; private set; } = "";

    /// <summary>The gateways of production.</summary>
    public IReadOnlyList<GatewayPod> Gateways { get; private set; } = [];

    /// <summary>The gateways of staging.</summary>
    public IReadOnlyList<GatewayPod> StagingGateways { get; private set; } = [];

    /// <summary>Where the upstream listens.</summary>
    public Uri Upstream => new(_upstream.Urls.First());

    /// <summary>Sets it up; no operator runs yet, and no gateway.</summary>
    /// <param name="hasStaging">Whether there is a pool of staging gateways.</param>
    public static async Task<Stage> OpenAsync(bool hasStaging = false)
    {
        var stage = new Stage(await TestApi.ConnectAsync(), hasStaging);
        try
        {
            await stage.PrepareAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the gateways.</summary>
    public async Task StartGatewaysAsync()
    {
        Gateways = await StartAsync(Pool, Addresses);
        if (_hasStaging) StagingGateways = await StartAsync(StagingPool, StagingAddresses);
    }

    private async Task<IReadOnlyList<GatewayPod>> StartAsync(string pool, IReadOnlyList<string> addresses) => await Task.WhenAll(addresses.Index().Select(address =>
        GatewayPod.StartAsync(Api.Api, PodManifest.Of($"{pool}-{address.Index}", pool, Shards), PoolNamespace, address.Item, _ports)));

    /// <summary>Starts an operator.</summary>
    /// <param name="hasLease">Whether it leads by a Lease; one without must be the only one.</param>
    public async Task<RunningOperator> StartOperatorAsync(bool hasLease = true)
    {
        var file = Path.Combine(_directory, hasLease ? "operator.yaml" : "operator-alone.yaml");
        await File.WriteAllTextAsync(file, Configuration(hasLease));
        var started = new RunningOperator(OperatorProcess.Start("run", "--config", file, "--kubeconfig", Kubeconfig));
        _operators.Add(started);
        return started;
    }

    /// <summary>Applies the sample and waits until every gateway serves all of it.</summary>
    public async Task ApplySampleAsync()
    {
        await Kubectl.RunAsync("apply", "-f", Sample.Root);
        await Kubectl.WaitForAsync(
            "Programmed", "product/echo-api", "mappingrule/hello", "mappingrule/goodbye", "applicationplan/hello-echo-test",
            "applicationplan/hello-echo-pro", "application/curious-echo", "application/hungry-echo", "account/curious-company");
    }

    /// <summary>Every gateway must answer like this, now.</summary>
    public async Task EachAnswersAsync(string expected, string path, string? key, string host = Host) =>
        Assert.Equal(Gateways.Select(_ => expected), await CallEachAsync(path, key, host));

    /// <summary>Every staging gateway must answer like this, now.</summary>
    public async Task EachStagingAnswersAsync(string expected, string path, string? key, string host) => Assert.Equal(
        StagingGateways.Select(_ => expected), await Task.WhenAll(StagingGateways.Select(gateway => gateway.CallAsync(host, path, key))));

    /// <summary>Every gateway must answer like this before long.</summary>
    public Task EachWillAnswerAsync(string expected, string path, string? key) => Task.WhenAll(Gateways.Select(gateway =>
        Polling.UntilAsync(() => gateway.CallAsync(Host, path, key), seen => seen == expected, $"{expected} of each gateway for {path}")));

    /// <summary>What went wrong may stand in what the processes printed.</summary>
    public void Show(ITestOutputHelper output)
    {
        foreach (var (index, started) in _operators.Index()) output.WriteLine($"Operator {index}:\n{started.Process.Printed}");
        foreach (var (index, gateway) in Gateways.Concat(StagingGateways).Index()) output.WriteLine($"Gateway {index}:\n{gateway.Printed}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var started in _operators) await started.Process.DisposeAsync();
        foreach (var gateway in Gateways.Concat(StagingGateways)) await gateway.DisposeAsync();
        await Api.DisposeAsync();
        await _upstream.DisposeAsync();
        Sample?.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private string PoolNamespace { get; set; } = "";

    private async Task PrepareAsync()
    {
        await _upstream.StartAsync(TestContext.Current.CancellationToken);
        Kubeconfig = await Api.WriteKubeconfigAsync(_directory);
        Namespace = await Api.NewNamespaceAsync(TestContext.Current.CancellationToken);
        PoolNamespace = await Api.NewNamespaceAsync(TestContext.Current.CancellationToken);
        Kubectl = new Kubectl(Kubeconfig, Path.Combine(_directory, "cache"), Namespace);
        PoolKubectl = new Kubectl(Kubeconfig, Path.Combine(_directory, "cache"), PoolNamespace);
        Sample = new SampleCopy(Namespace, new Uri(_upstream.Urls.First()));
        await Kubectl.RunAsync("apply", "--server-side", "--force-conflicts", "-f", Repository.PathOf("crds"));
        await Kubectl.WaitForAsync("Established", Definitions);
    }

    private async Task<string[]> CallEachAsync(string path, string? key, string host) =>
        await Task.WhenAll(Gateways.Select(gateway => gateway.CallAsync(host, path, key)));

    private string Configuration(bool hasLease) => $$$"""
        watchNamespaces: [{{{Namespace}}}]
        adminPort: 0
        {{{(hasLease ? $"lease: {{namespace: {PoolNamespace}}}" : "")}}}
        pools:
        {{{PoolOf(Pool, "Production")}}}
        {{{(_hasStaging ? PoolOf(StagingPool, "Staging") : "")}}}

        """;

    private string PoolOf(string name, string environment) =>
        $$$"""- {name: {{{name}}}, environment: {{{environment}}}, namespace: {{{PoolNamespace}}}, podSelector: {matchLabels: {pool: {{{name}}}}}, port: {{{_ports.Api}}}, adminPort: {{{_ports.Admin}}}, shards: {{{Shards}}}}""";
}
