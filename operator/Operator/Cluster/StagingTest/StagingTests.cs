using System.Collections.Concurrent;
using System.Globalization;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Statuses;
using Headgate.Operator.Cluster.Versions;
using Headgate.Operator.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.StagingTest;

/// <summary>
/// What is known of the test calls of Products. That one passed is kept with its version; how others went is known to the process that made them,
/// and the next one tries again.
/// </summary>
internal sealed class StagingTests(ClusterStores stores, VersionRegister versions, PoolStates pools, OperatorQueues queues)
{
    private readonly ConcurrentDictionary<string, TestOutcome> _failures = new(StringComparer.Ordinal);

    /// <summary>The outcome that was noted last; null when the last one passed, or none was made.</summary>
    public TestOutcome? FailureOf(string unit) => _failures.GetValueOrDefault(unit);

    /// <summary>Notes that a call failed, and has it said.</summary>
    public void Fail(string unit, TestOutcome outcome)
    {
        _failures[unit] = outcome;
        queues.Statuses.Add(new StatusKey(Kinds.Products, Controllers.ObjectKey.Parse(unit)));
    }

    /// <summary>The version that is tested: the one that staging serves.</summary>
    public ProductVersion? VersionOf(Product product) => versions.HistoryOf(product).Staging;

    /// <summary>Notes that nothing stands against a Product any more.</summary>
    public void Forget(string unit) => _failures.TryRemove(unit, out _);

    /// <summary>The pools in whose gateways a Product is tested.</summary>
    public IReadOnlyList<PoolState> PoolsOf(string unit) =>
        [.. pools.Of(unit).Where(pool => pool.Configuration.Environment == GatewayEnvironment.Staging)];

    /// <summary>The call for the version that staging serves; null while it cannot be made.</summary>
    public TestCall? CallOf(string unit, Product product, ProductVersion version)
    {
        var served = PoolsOf(unit).Select(pool => pool.Units.GetValueOrDefault(unit)).FirstOrDefault(content => content?.Version == version && content.Unit.Product is not null);
        if (served?.Unit.Product!.Proxy.Hosts is not [var host, ..] || product.Spec.Staging?.Test is not { } test) return null;
        return stores.Secrets.Find(Controllers.ObjectKey.Parse(GeneratedSecret.ForTestOf(product))) is { } secret
            ? new TestCall(host, test.Path, version.Content!.Authentication, secret)
            : null;
    }

    /// <summary>Adds the condition StagingTested to the status of a Product that has a test.</summary>
    public CompiledStatus Add(CompiledStatus status, string unit)
    {
        if (status.Resource is not Product { Spec.Staging.Test: { } test } product) return status;
        var (holds, reason, message) = Judge(unit, product, test.Path);
        var condition = ConditionSet.New(status.Status.ObservedGeneration, ConditionTypes.StagingTested, holds, reason, message);
        return status with { Status = status.Status with { Conditions = [.. status.Status.Conditions, condition] } };
    }

    private (ConditionStatus, string, string) Judge(string unit, Product product, string path)
    {
        if (VersionOf(product) is not { } version) return (ConditionStatus.Unknown, Reasons.NoVersion, "There is no version yet.");
        if (PoolsOf(unit).Count == 0) return (ConditionStatus.Unknown, Reasons.NoStaging, "No pool of staging gateways is configured to serve it.");
        if (version.Content!.StagingHosts is null)
            return (ConditionStatus.Unknown, Reasons.NoStaging, "Staging gateways serve it under no host. Set spec.staging.hosts.");
        var repeat = CallOf(unit, product, version)?.Curl() is { } curl ? $"\nRepeat it: {curl}" : "";
        if (version.Test is { } passed && passed.Path == path)
            return (ConditionStatus.True, Reasons.TestPassed, $"{Subject(version, path)} was answered at {Clock(passed.At)} with {TestAnswer.Words(passed.Status, passed.Milliseconds, passed.Answer)}{repeat}");
        return FailureOf(unit) is { } failure && failure.IsOf(version, path)
            ? (ConditionStatus.False, Reasons.TestFailed, $"{Subject(version, path)} fails since {Clock(failure.Since)}: {failure.What}\nIt is tried again.{repeat}")
            : (ConditionStatus.Unknown, Reasons.Pending, $"{Subject(version, path)} is made when every staging gateway serves the version.");
    }

    private static string Subject(ProductVersion version, string path) => $"GET {path} to {version}";

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
