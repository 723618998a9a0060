using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>
/// All that the configuration of one Product is made from, and nothing else: a change outside of it cannot change its result.
/// </summary>
public sealed record ProductUnit
{
    /// <summary>The Product.</summary>
    public required Product Product { get; init; }

    /// <summary>Hosts of the Product that belong to an older one.</summary>
    public required IReadOnlySet<string> HostsTaken { get; init; }

    /// <summary>Its rules in the order they are taken: by position, then by name.</summary>
    public required IReadOnlyList<Resources.MappingRule> Rules { get; init; }

    /// <summary>Whether there are rules besides that could not be read at all.</summary>
    public bool HasUnreadableRules { get; init; }

    /// <summary>Its plans by name.</summary>
    public required IReadOnlyList<ApplicationPlan> Plans { get; init; }

    /// <summary>Its Applications, oldest first.</summary>
    public required IReadOnlyList<Resources.Application> Applications { get; init; }

    /// <summary>The Accounts of its Applications by <see cref="Resource.FullName"/>.</summary>
    public required IReadOnlyDictionary<string, Account> Accounts { get; init; }

    /// <summary>The Secrets that it and its Applications name, by <see cref="Resource.FullName"/>.</summary>
    public required IReadOnlyDictionary<string, Secret> Secrets { get; init; }

    /// <summary>What it is compiled for.</summary>
    public required CompilerOptions Options { get; init; }

    /// <summary>Everything that names the Product.</summary>
    public IEnumerable<Resource> Children => Rules.Concat<Resource>(Plans).Concat(Applications);

    /// <summary>The metrics, hits first; broken ones left out.</summary>
    public MetricTable Metrics { get; init; } = MetricTable.Empty;

    /// <summary>Names of metrics that other versions have: see <see cref="UnitSource.MetricsElsewhere"/>.</summary>
    public IReadOnlySet<string> MetricsElsewhere { get; init; } = new HashSet<string>();

    /// <summary>The Secret with the credential of the test call; null where there is none to be known.</summary>
    public Secret? TestSecret { get; init; }

    /// <summary>How <c>%2F</c> is read, for patterns as for requests.</summary>
    public Configuration.EncodedSlashes EncodedSlashes => (Configuration.EncodedSlashes)Product.Spec.EncodedSlashes;
}
