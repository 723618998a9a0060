using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Cluster.Gateways;

/// <summary>
/// Changes an annotation of pods that lack what is published, which makes the kubelet look at their mounts at once. A kubelet may look before its
/// own watch has seen the object, so it is done again, less often each time.
/// </summary>
internal sealed partial class PodTouch(KubernetesApi api, TimeProvider time, ILogger<PodTouch> logger)
{
    private const string Annotation = "headgate.dev/touched";

    private static readonly TimeSpan Least = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (long At, TimeSpan Wait)> _touched = new(StringComparer.Ordinal);

    /// <summary>Touches those of which it is time.</summary>
    /// <param name="pods">The pods of a pool.</param>
    /// <param name="behind">Those of them that lack something.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task TouchAsync(
        IReadOnlyCollection<GatewayPod> pods, IReadOnlyCollection<GatewayPod> behind, CancellationToken cancellationToken)
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
            catch (Exception exception) when (exception is ApiException or HttpRequestException)
            {
                // It left, or may not be changed now. It is only quicker with a touch, and the next one is tried later.
                if (exception is not ApiException { IsNotFound: true }) LogNotTouched(pod.Key, exception.Message);
            }
        }
        Forget(pods.Except(behind));
    }

    // One that came up to date is touched at once the next time, but never twice in a short while.
    private void Forget(IEnumerable<GatewayPod> upToDate)
    {
        foreach (var uid in upToDate.Select(pod => pod.Uid))
        {
            if (!_touched.TryGetValue(uid, out var last)) continue;
            if (time.GetElapsedTime(last.At) >= Least) _touched.TryRemove(uid, out _);
            else _touched[uid] = last with { Wait = Least };
        }
    }

    private JsonObject Patch()
    {
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Annotation] = now } } };
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pod {Pod} could not be touched, so that it loads what is new some time later: {Problem}")]
    private partial void LogNotTouched(ObjectKey pod, string problem);
}
