using System.Net;
using Headgate.Controllers;
using Headgate.Gateway.Hosting;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestCluster;

namespace Headgate.TestOperator;

/// <summary>A gateway in this process, with a pod that stands for it and a kubelet that mounts what the pod says.</summary>
internal sealed class MountedGateway : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("gateway-").FullName;
    private CancellationTokenSource _stop = new();
    private Kubelet? _kubelet;
    private GatewayHost? _host;
    private Task _mounting = Task.CompletedTask;

    /// <summary>Port on which it says what it serves.</summary>
    public int AdminPort => _host!.AdminPort;

    /// <summary>Starts one that has nothing yet.</summary>
    /// <param name="address">Where it listens, one of the addresses of loopback.</param>
    public static async Task<MountedGateway> StartAsync(string address)
    {
        var gateway = new MountedGateway();
        var directory = Directory.CreateDirectory(gateway._root + PodManifest.Directory).FullName;
        var settings = new GatewaySettings { Config = directory, Address = IPAddress.Parse(address), Port = 0, AdminPort = 0, AccessLog = false };
        gateway._host = await GatewayHost.StartAsync(settings, TimeProvider.System);
        return gateway;
    }

    /// <summary>The pool of this gateway in a stage.</summary>
    public OperatorConfiguration Configure(Stage stage, int shards)
    {
        var configuration = stage.Configure(shards);
        var selector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["pool"] = Stage.Pool } };
        return configuration with { Pools = [configuration.Pools[0] with { AdminPort = AdminPort, PodSelector = selector }] };
    }

    /// <summary>Makes a pod of it, ready, and mounts what the pod says from now on.</summary>
    public async Task JoinAsync(Stage stage, string address, int shards, CancellationToken cancellationToken)
    {
        var name = "gateway-" + address.Split('.')[^1];
        var pod = PodManifest.Of(name, Stage.Pool, shards);
        var key = new ObjectKey(stage.Gateways, name);
        await stage.Api.Api.CreateAsync(Kinds.Pods.PathOf(stage.Gateways), pod, cancellationToken);
        await stage.Api.Api.MergeAsync(Kinds.Pods.PathOf(key, "status"), PodManifest.Status(address, isReady: true), cancellationToken);
        _kubelet = new Kubelet(stage.Api.Api, key, _root, TimeProvider.System);
        Mount();
    }

    /// <summary>Leaves what is mounted as it is, as a kubelet does that is stuck, until <see cref="Mount"/>.</summary>
    public async Task FreezeAsync()
    {
        await _stop.CancelAsync();
        await _mounting;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }

    /// <summary>Mounts what the pod says from now on.</summary>
    public void Mount()
    {
        var (kubelet, stop) = (_kubelet!, _stop.Token);
        _mounting = Task.Run(() => kubelet.RunAsync(stop), CancellationToken.None);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _mounting;
        await _host!.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
