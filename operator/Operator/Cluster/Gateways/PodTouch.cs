using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Gateways;

/// <summary>
/// Changes an annotation of pods that lack what is published, which makes the kubelet look at their mounts at once. A kubelet may look before its
/// own watch has seen the object, so it is done again, less often each time.
/// </summary>
internal sealed class PodTouch(KubernetesApi api, TimeProvider time)
{
    private const string Annotation = "headgate.dev/touched";

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (long At, TimeSpan Wait)> _touched = new(StringComparer.Ordinal);

    /// <summary>Touches those of which it is time; those that are not named have what they need.</summary>
    public async Task TouchAsync(IReadOnlyCollection<GatewayPod> behind, CancellationToken cancellationToken)
    {
        foreach (var pod in behind)
        {
            var wait = Least;
            if (_touched.TryGetValue(pod.Uid, out var last))
            {
                if (time.GetElapsedTime(last.At) < last.Wait) continue;
                wait = last.Wait * 2 < Most ? last.Wait * 2 : Most;
            }
            _touched[pod.Uid] = (time.GetTimestamp(), wait);
            try
            {
                await api.MergeAsync($"{Kinds.Pods.PathOf(pod.Key)}?fieldManager=headgate-operator", Patch(), cancellationToken);
            }
            catch (ApiException exception) when (exception.IsNotFound)
            {
                // It left.
            }
        }
        Forget(behind);
    }

    // One that came up to date is touched at once the next time, but never twice in a short while.
    private void Forget(IReadOnlyCollection<GatewayPod> behind)
    {
        var still = behind.Select(pod => pod.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var (uid, last) in _touched.Where(entry => !still.Contains(entry.Key)).ToList())
        {
            if (time.GetElapsedTime(last.At) >= Least) _touched.TryRemove(uid, out _);
            else _touched[uid] = last with { Wait = Least };
        }
    }

    private JsonObject Patch()
    {
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = now } } };
    }
}
