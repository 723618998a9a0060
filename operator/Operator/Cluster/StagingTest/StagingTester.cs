using System.Collections.Concurrent;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.StagingTest;

/// <summary>
/// Gives every new version its test call once all staging gateways serve it, and again until it passes: at most one a second for each Product, and
/// fewer the longer it fails.
/// </summary>
internal sealed class StagingTester(
    ClusterStores stores, VersionRegister versions, StagingTests tests, RevisionWriter writer, TestClient client, OperatorQueues queues,
    EventRecorder events, TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (long Number, string Path, int Count, long At)> _attempts = new(StringComparer.Ordinal);

    /// <summary>Makes the call that is due.</summary>
    /// <returns>When to look again; null when none is due before something changes.</returns>
    /// <exception cref="ApiException">The result could not be kept.</exception>
    public async Task<TimeSpan?> LookAsync(string unit, CancellationToken cancellationToken)
    {
        if (stores.Products.Find(ObjectKey.Parse(unit))?.Resource is not { Spec.Staging.Test: { } test } product || versions.HistoryOf(product).Staging is not { } version
            || version.Test?.Path == test.Path)
        {
            tests.Forget(unit);
            _attempts.TryRemove(unit, out _);
            return null;
        }
        if (tests.CallOf(unit, product, version) is not { } call) return null;
        var gateways = GatewaysOf(unit, version);
        if (gateways.Count == 0) return Least;
        if (RestOf(unit, version, test.Path) is { } rest) return rest;

        var attempt = _attempts.GetValueOrDefault(unit);
        var count = attempt.Number == version.Number && attempt.Path == test.Path ? attempt.Count + 1 : 1;
        _attempts[unit] = (version.Number, test.Path, count, time.GetTimestamp());
        var (pod, port) = gateways[count % gateways.Count];
        var answer = await client.CallAsync(call, pod.Address, port, cancellationToken);
        return answer.Passed
            ? await PassAsync(unit, product, version, test.Path, answer, cancellationToken)
            : Fail(unit, product, version, test.Path, answer);
    }

    // Every ready gateway of every staging pool has the version and the credential; otherwise none is asked.
    private IReadOnlyList<(GatewayPod Pod, int Port)> GatewaysOf(string unit, ProductVersion version)
    {
        var all = new List<(GatewayPod, int)>();
        foreach (var pool in tests.PoolsOf(unit))
        {
            if (!Serves(pool, unit, version)) return [];
            all.AddRange(stores.Pods.All.Where(pod => pod.IsReady && Gateways.GatewayWatch.IsOf(pod, pool.Configuration))
                .OrderBy(pod => pod.Key.Name, StringComparer.Ordinal).Select(pod => (pod, pool.Configuration.Port)));
        }
        return all;
    }

    private static bool Serves(PoolState pool, string unit, ProductVersion version)
    {
        if (!pool.Units.TryGetValue(unit, out var content) || content.Version != version || !pool.Published.TryGetValue(unit, out var published)) return false;
        var wanted = content.PublishedFor(pool.Configuration.Shards).Digests;
        var isPublished = wanted.Count == published.Digests.Count && wanted.All(entry => published.Digests.GetValueOrDefault(entry.Key) == entry.Value);
        return isPublished && pool.Report.Ready > 0 && wanted.All(entry => pool.Report.Common.Contains((entry.Key, entry.Value)));
    }

    // A new version, or a new path, is called soon, but never twice in a second.
    private TimeSpan? RestOf(string unit, ProductVersion version, string path)
    {
        if (!_attempts.TryGetValue(unit, out var last)) return null;
        var wait = Least;
        if (last.Number == version.Number && last.Path == path)
            for (var count = 1; count < last.Count && wait < Most; count++) wait *= 2;
        var rest = (wait < Most ? wait : Most) - time.GetElapsedTime(last.At);
        return rest > TimeSpan.Zero ? rest : null;
    }

    private async Task<TimeSpan?> PassAsync(
        string unit, Product product, ProductVersion version, string path, TestAnswer answer, CancellationToken cancellationToken)
    {
        if (versions.RevisionsOf(product).FirstOrDefault(revision => revision.Version == version) is not { } revision) return Least;
        var result = new TestResult { Path = path, At = time.GetUtcNow(), Status = answer.Status!.Value, Milliseconds = answer.Milliseconds, Answer = answer.Text };
        await writer.AnnotateAsync(revision, ProductRevision.TestedAnnotation, result.Write(), cancellationToken);
        tests.Forget(unit);
        Tell(product, isWarning: false, Reasons.TestPassed, $"GET {path} to {version} was answered with {answer}");
        return null;
    }

    private TimeSpan? Fail(string unit, Product product, ProductVersion version, string path, TestAnswer answer)
    {
        var what = answer.ToString();
        var before = tests.FailureOf(unit);
        if (before is null || !before.IsOf(version, path) || answer.IsOtherThan(before.What))
        {
            tests.Fail(unit, new TestOutcome(version.Number, path, what, time.GetUtcNow()));
            queues.Statuses.Add(new StatusKey(Kinds.Products, ObjectKey.Parse(unit)));
            Tell(product, isWarning: true, Reasons.TestFailed, $"GET {path} to {version} failed: {what}");
        }
        return RestOf(unit, version, path);
    }

    private void Tell(Product product, bool isWarning, string reason, string note) =>
        events.Record(new EventSubject(Kinds.Products, ObjectKey.Parse(product.FullName), product.Metadata.Uid!), isWarning, reason, "Test", note);
}
