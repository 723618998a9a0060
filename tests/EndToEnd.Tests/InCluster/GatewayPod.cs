using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.TestCluster;

namespace Headgate.EndToEnd.Tests.InCluster;

/// <summary>
/// A gateway as a node runs it: a pod object, a kubelet that mounts what the pod says, the process, and a readiness probe whose outcome
/// stands in the pod's status.
/// </summary>
internal sealed class GatewayPod : IAsyncDisposable
{
    private static readonly ResourceKind Pods = new("", "v1", "pods", "Pod");
    private static readonly TimeSpan ProbePeriod = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly KubernetesApi _api;
    private readonly ObjectKey _key;
    private readonly string _address;
    private readonly GatewayPorts _ports;
    private readonly string _root = Directory.CreateTempSubdirectory("gateway-pod-").FullName;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];
    private RunningProgram? _process;

    private GatewayPod(KubernetesApi api, ObjectKey key, string address, GatewayPorts ports) =>
        (_api, _key, _address, _ports) = (api, key, address, ports);

    /// <summary>What its process printed.</summary>
    public string Printed => _process?.Printed ?? "";

    /// <summary>Makes the pod, mounts its volumes and starts its process.</summary>
    /// <param name="api">The API server.</param>
    /// <param name="pod">The pod.</param>
    /// <param name="inNamespace">Its namespace.</param>
    /// <param name="address">Its IP address, one of this machine's own.</param>
    /// <param name="ports">Where its gateway listens.</param>
    public static async Task<GatewayPod> StartAsync(
        KubernetesApi api, JsonObject pod, string inNamespace, string address, GatewayPorts ports)
    {
        var started = new GatewayPod(api, new ObjectKey(inNamespace, (string)pod["metadata"]!["name"]!), address, ports);
        // A real server refuses pods until the namespace has its service account.
        var path = Pods.PathOf(inNamespace);
        await Polling.UntilAsync(() => api.CreateAsync(path, pod, TestContext.Current.CancellationToken), _ => true, "a pod");
        var kubelet = new Kubelet(api, started._key, started._root, TimeProvider.System);
        await kubelet.SyncAsync(TestContext.Current.CancellationToken);
        started._running.Add(Task.Run(() => kubelet.RunAsync(started._stop.Token)));
        started.Run();
        started._running.Add(Task.Run(started.ProbeAsync));
        return started;
    }

    /// <summary>Starts the process on what is mounted.</summary>
    public void Run() => _process = RunningProgram.Start("Headgate.Gateway", [], new Dictionary<string, string>
    {
        ["HEADGATE__CONFIG"] = _root + PodManifest.Directory,
        ["HEADGATE__ADDRESS"] = _address,
        ["HEADGATE__PORT"] = _ports.Api.ToString(CultureInfo.InvariantCulture),
        ["HEADGATE__ADMIN_PORT"] = _ports.Admin.ToString(CultureInfo.InvariantCulture),
        ["HEADGATE__DRAIN_DELAY"] = "0",
        ["HEADGATE__ACCESS_LOG"] = "false",
    });

    /// <summary>Ends the process without a word, as a node that runs out of memory does.</summary>
    public async Task KillAsync()
    {
        await _process!.SignalAsync("KILL");
        await _process.DisposeAsync();
    }

    /// <summary>A call of a consumer.</summary>
    /// <returns>The status, with the last word of the problem's type when it is a refusal that has one.</returns>
    public async Task<string> CallAsync(string host, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("http", _address, _ports.Api, path).Uri);
        request.Headers.Host = host;
        if (key is not null) request.Headers.Add("user_key", key);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (response.IsSuccessStatusCode || body.Length == 0) return status;
        var type = (string)JsonNode.Parse(body)!["type"]!;
        return $"{status} {type[(type.LastIndexOfAny(['/', '#']) + 1)..]}";
    }

    /// <summary>A page of the admin port.</summary>
    public async Task<(HttpStatusCode Status, string Text)> PageAsync(string page)
    {
        using var response = await Http.GetAsync(PageOf(page), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        if (_process is not null) await _process.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private Uri PageOf(string page) => new UriBuilder("http", _address, _ports.Admin, page).Uri;

    private async Task ProbeAsync()
    {
        using var period = new PeriodicTimer(ProbePeriod);
        bool? told = null;
        do
        {
            var isReady = await IsReadyAsync();
            if (isReady == told || _stop.IsCancellationRequested) continue;
            try
            {
                await _api.MergeAsync(Pods.PathOf(_key, "status"), PodManifest.Status(_address, isReady), _stop.Token);
                told = isReady;
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or OperationCanceledException)
            {
                // The API server is away: it is told when it is back.
            }
        }
        while (!_stop.IsCancellationRequested && await TickAsync(period));
    }

    private async Task<bool> TickAsync(PeriodicTimer period)
    {
        try
        {
            return await period.WaitForNextTickAsync(_stop.Token);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await Http.GetAsync(PageOf("/readyz"), _stop.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}

/// <summary>The ports of the gateways of a pool, the same at each address.</summary>
/// <param name="Api">Where consumers call.</param>
/// <param name="Admin">Where operator and kubelet ask.</param>
internal sealed record GatewayPorts(int Api, int Admin)
{
    /// <summary>Two ports that are free at all these addresses.</summary>
    public static GatewayPorts Free(IReadOnlyList<string> addresses)
    {
        var listeners = new List<TcpListener>();
        try
        {
            var ports = new List<int>();
            while (ports.Count < 2)
            {
                var port = Listen(addresses[0], 0);
                if (port is { } free && addresses.Skip(1).All(address => Listen(address, free) is not null)) ports.Add(free);
            }
            return new GatewayPorts(ports[0], ports[1]);
        }
        finally
        {
            listeners.ForEach(listener => listener.Dispose());
        }

        int? Listen(string address, int port)
        {
            var listener = new TcpListener(IPAddress.Parse(address), port);
            listeners.Add(listener);
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                return null;
            }
        }
    }
}
