using System.Collections.Frozen;
using Headgate.Configuration;
using Headgate.Limits;

namespace Headgate.Gateway.Snapshots;

/// <summary>The live part of a Product, resolved against its version.</summary>
public sealed class LivePart
{
    private readonly FrozenDictionary<string, PlanRuntime> _kept;

    /// <summary>Resolves the live part.</summary>
    /// <param name="live">What was published.</param>
    /// <param name="metrics">The metrics of the version it meets.</param>
    /// <param name="applications">The Applications it meets.</param>
    /// <param name="before">The live part before, with the Applications as they were then; null at a cold start.</param>
    /// <exception cref="ArgumentException">Two plans have one name.</exception>
    public LivePart(ProductLive live, MetricTree metrics, ApplicationIndex applications, (LivePart Live, ApplicationIndex Applications)? before)
    {
        WhenStoreUnavailable = live.WhenStoreUnavailable;
        Plans = live.Plans.ToFrozenDictionary(plan => plan.Name, plan => new PlanRuntime(plan, metrics), StringComparer.Ordinal);
        _kept = before is { } earlier ? Keep(applications, earlier.Live, earlier.Applications, metrics) : FrozenDictionary<string, PlanRuntime>.Empty;
    }

    /// <summary>The plans by name.</summary>
    public FrozenDictionary<string, PlanRuntime> Plans { get; }

    /// <summary>What happens while the store of counters is away.</summary>
    public StorePolicy WhenStoreUnavailable { get; }

    /// <summary>
    /// The plan of an Application, or the last one that could be resolved while the plan it names has not arrived yet (Secrets and ConfigMaps
    /// are mounted apart); null when there never was one.
    /// </summary>
    public PlanRuntime? PlanOf(ApplicationRuntime application) =>
        Plans.TryGetValue(application.Plan, out var plan) || _kept.TryGetValue(application.Name, out plan) ? plan : null;

    // Resolved anew, since the version may have come with other metrics.
    private FrozenDictionary<string, PlanRuntime> Keep(ApplicationIndex applications, LivePart live, ApplicationIndex earlier, MetricTree metrics)
    {
        var kept = new Dictionary<string, PlanRuntime>(StringComparer.Ordinal);
        foreach (var application in applications.Applications.Where(application => !Plans.ContainsKey(application.Plan)))
        {
            if (earlier.FindByName(application.Name) is { } before && live.PlanOf(before) is { } plan)
                kept[application.Name] = new PlanRuntime(plan.Plan, metrics);
        }
        return kept.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
