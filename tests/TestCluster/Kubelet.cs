using System.Text;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.TestSupport;

namespace Headgate.TestCluster;

/// <summary>
/// Mounts the projected volumes of one pod as a kubelet does: what ConfigMaps and Secrets hold is looked at when the pod changes, and after a long
/// interval otherwise, never because they changed themselves. What is marked optional may be missing.
/// </summary>
/// <param name="api">The API server.</param>
/// <param name="pod">The pod.</param>
/// <param name="root">Directory that stands for the root of the pod's first container.</param>
/// <param name="time">Measures the interval.</param>
public sealed class Kubelet(KubernetesApi api, ObjectKey pod, string root, TimeProvider time)
{
    // A real one took 35 to 89 s.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    private static readonly ResourceKind Pods = new("", "v1", "pods", "Pod");
    private static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps", "ConfigMap");
    private static readonly ResourceKind Secrets = new("", "v1", "secrets", "Secret");

    private readonly Dictionary<string, KubeletMount> _mounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _mounted = new(StringComparer.Ordinal);

    /// <summary>Syncs until it is cancelled; the API server may be away.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var store = new EntityStore<string>();
        var touched = new SemaphoreSlim(0);
        store.Changed += (key, _, _) =>
        {
            if (key == pod) touched.Release();
        };
        var source = new EntitySource<string>(Pods, item => item.GetRawText(), pod.Namespace);
        var reflector = new EntityReflector<string>(api, source, store, time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var following = reflector.RunAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            using var interval = new CancellationTokenSource(Interval, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(interval.Token, cancellationToken);
            await touched.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) break;
            try
            {
                await SyncAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException or IOException or OperationCanceledException)
            {
                // As it was; the next sync tries again.
            }
        }
        await following;
    }

    /// <summary>Mounts what is there now.</summary>
    public async Task SyncAsync(CancellationToken cancellationToken)
    {
        var spec = (await api.GetAsync(Pods.PathOf(pod), cancellationToken))["spec"]!;
        foreach (var mount in spec["containers"]![0]!["volumeMounts"] as JsonArray ?? [])
        {
            var volume = spec["volumes"]!.AsArray().First(volume => (string?)volume!["name"] == (string?)mount!["name"])!;
            if (volume["projected"]?["sources"] is not JsonArray sources) continue;
            var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var source in sources) await CollectAsync(source!.AsObject(), files, cancellationToken);
            Mount((string)mount!["mountPath"]!, files);
        }
    }

    private async Task CollectAsync(JsonObject source, SortedDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        var (kind, reference) = source["configMap"] is { } configMap ? (ConfigMaps, configMap) : (Secrets, source["secret"]);
        if (reference is null) return;
        JsonObject item;
        try
        {
            item = await api.GetAsync(kind.PathOf(new ObjectKey(pod.Namespace, (string)reference["name"]!)), cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNotFound && (bool?)reference["optional"] == true)
        {
            return;
        }
        var binary = kind == Secrets ? item["data"] : item["binaryData"];
        foreach (var (name, value) in binary as JsonObject ?? []) files[name] = Convert.FromBase64String((string)value!);
        if (kind != ConfigMaps) return;
        foreach (var (name, value) in item["data"] as JsonObject ?? []) files[name] = Encoding.UTF8.GetBytes((string)value!);
    }

    private void Mount(string mountPath, SortedDictionary<string, byte[]> files)
    {
        var state = string.Join('\n', files.Select(file => $"{file.Key} {Convert.ToBase64String(file.Value)}"));
        if (_mounted.TryGetValue(mountPath, out var before) && before == state) return;
        if (!_mounts.TryGetValue(mountPath, out var mount)) _mounts[mountPath] = mount = new KubeletMount(Path.Combine(root, mountPath.TrimStart('/')));
        mount.Swap(files);
        _mounted[mountPath] = state;
    }
}
