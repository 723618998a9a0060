using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Versions;
using Headgate.Operator.Versions;
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
    private readonly TestPace _pace = new(time);

    /// <summary>Makes the call that is due.</summary>
    /// <returns>When to look again; null when none is due before something changes.</returns>
    /// <exception cref="ApiException">The result could not be kept.</exception>
    public async Task<TimeSpan?> LookAsync(string unit, CancellationToken cancellationToken)
    {
        if (stores.Products.Find(ObjectKey.Parse(unit))?.Resource is not { Spec.Staging.Test: { } test } product || versions.HistoryOf(product).Staging is not { } version)
        {
            tests.Forget(unit);
            _pace.Forget(unit);
            return null;
        }
        if (version.Test?.Path == test.Path)
        {
            tests.Forget(unit);
            return null;
        }
        if (tests.CallOf(unit, product, version) is not { } call) return null;
        var gateways = GatewaysOf(unit, version);
        if (gateways.Count == 0) return TestPace.Least;
        if (_pace.RestOf(unit, version.Number, test.Path) is { } rest) return rest;

        var count = _pace.Begin(unit, version.Number, test.Path);
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

    private async Task<TimeSpan?> PassAsync(
        string unit, Product product, ProductVersion version, string path, TestAnswer answer, CancellationToken cancellationToken)
    {
        if (versions.RevisionsOf(product).FirstOrDefault(revision => revision.Version == version) is not { } revision) return TestPace.Least;
        var result = answer.ResultOf(path, time.GetUtcNow());
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
        return _pace.RestOf(unit, version.Number, path);
    }

    private void Tell(Product product, bool isWarning, string reason, string note) =>
        events.Record(new EventSubject(Kinds.Products, ObjectKey.Parse(product.FullName), product.Metadata.Uid!), isWarning, reason, "Test", note);
}
