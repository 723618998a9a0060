using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Versions;

namespace Headgate.Operator.Cluster.StagingTest;

/// <summary>
/// Gives every new version its test call once all staging gateways serve it, and again until it passes: at most one a second for each Product, and
/// fewer the longer it fails.
/// </summary>
internal sealed class StagingTester(ClusterStores stores, StagingTests tests, TestClient client, TestVerdicts verdicts, TestPace pace)
{
    /// <summary>Makes the call that is due.</summary>
    /// <returns>When to look again; null when none is due before something changes.</returns>
    /// <exception cref="ApiException">The result could not be kept.</exception>
    public async Task<TimeSpan?> LookAsync(string unit, CancellationToken cancellationToken)
    {
        if (stores.Products.Find(ObjectKey.Parse(unit))?.Resource is not { Spec.Staging.Test: { } test } product || tests.VersionOf(product) is not { } version)
        {
            tests.Forget(unit);
            pace.Forget(unit);
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
        if (pace.RestOf(unit, version.Number, test.Path) is { } rest) return rest;

        var count = pace.Begin(unit, version.Number, test.Path);
        var (pod, port) = gateways[count % gateways.Count];
        var answer = await client.CallAsync(call, pod.Address, port, cancellationToken);
        if (answer.Passed)
        {
            await verdicts.PassAsync(product, version, call, answer, cancellationToken);
            return null;
        }
        verdicts.Fail(product, version, call, answer);
        return pace.RestOf(unit, version.Number, test.Path);
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
}
