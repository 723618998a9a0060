using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>
/// One Product and everything that names it, whether or not the Product is there and consents. What is not in here cannot change what is made
/// of it, so a change of one object compiles one unit.
/// </summary>
public sealed record UnitSource
{
    /// <summary>The Product as <c>namespace/name</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The Product; null when there is none of this name.</summary>
    public Product? Product { get; init; }

    /// <summary>Hosts of the Product that belong to an older one: see <see cref="HostClaims"/>.</summary>
    public IReadOnlySet<string> HostsTaken { get; init; } = new HashSet<string>();

    /// <summary>The MappingRules that name it, in any order.</summary>
    public IReadOnlyCollection<Resources.MappingRule> Rules { get; init; } = [];

    /// <summary>Whether there are rules besides that could not be read at all. The implied rule does not stand in for them.</summary>
    public bool HasUnreadableRules { get; init; }

    /// <summary>The ApplicationPlans that name it, in any order.</summary>
    public IReadOnlyCollection<ApplicationPlan> Plans { get; init; } = [];

    /// <summary>The Applications that name it, in any order.</summary>
    public IReadOnlyCollection<Resources.Application> Applications { get; init; } = [];

    /// <summary>The Accounts of its Applications, and maybe more, by <see cref="Resource.FullName"/>.</summary>
    public IReadOnlyDictionary<string, Account> Accounts { get; init; } = new Dictionary<string, Account>();

    /// <summary>The Secrets that it and its Applications name, and maybe more, by <see cref="Resource.FullName"/>.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets { get; init; } = new Dictionary<string, Secret>();

    /// <summary>The Namespaces of its Applications, and maybe more, by name.</summary>
    public IReadOnlyDictionary<string, Namespace> Namespaces { get; init; } = new Dictionary<string, Namespace>();

    /// <summary>Whether all namespaces are looked at, and their labels. Where not, a selector of allowedNamespaces picks none.</summary>
    public bool SeesAllNamespaces { get; init; } = true;

    /// <summary>
    /// Names of metrics that this content does not have, and that others have which are in use, or are to be. A limit on one of them is no
    /// mistake: nothing here counts it, so it binds nothing here.
    /// </summary>
    public IReadOnlySet<string> MetricsElsewhere { get; init; } = new HashSet<string>();

    /// <summary>The Secret with the credential of the test call; null but in staging.</summary>
    public Secret? TestSecret { get; init; }

    /// <summary>Whether Product and rules are those of a version, so that what acts at once has been judged elsewhere.</summary>
    public bool IsVersion { get; init; }

    /// <summary>Whether there is neither the Product nor anything that names it.</summary>
    public bool IsEmpty => Product is null && Rules.Count == 0 && Plans.Count == 0 && Applications.Count == 0;

    /// <summary>Full name of the Product that an object names.</summary>
    /// <param name="child">A MappingRule, ApplicationPlan or Application.</param>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public static string ProductOf(Resource child)
    {
        var reference = child switch
        {
            Resources.MappingRule rule => rule.Spec.ProductRef,
            ApplicationPlan plan => plan.Spec.ProductRef,
            Resources.Application application => application.Spec.ProductRef,
            _ => throw new ArgumentException($"A {child.Kind} names no Product.", nameof(child)),
        };
        return $"{reference.Namespace ?? child.Metadata.Namespace}/{reference.Name}";
    }
}
