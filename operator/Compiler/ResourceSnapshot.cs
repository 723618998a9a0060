using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Everything a compilation looks at. Lists may stand in any order: the result does not depend on it.</summary>
public sealed record ResourceSnapshot
{
    /// <summary>The Products.</summary>
    public IReadOnlyList<Product> Products { get; init; } = [];

    /// <summary>The MappingRules.</summary>
    public IReadOnlyList<Resources.MappingRule> Rules { get; init; } = [];

    /// <summary>
    /// Products, as <c>namespace/name</c>, that are named by rules which could not be read at all. The implied rule does not stand in for them.
    /// </summary>
    public IReadOnlySet<string> ProductsWithUnreadableRules { get; init; } = new HashSet<string>();

    /// <summary>The ApplicationPlans.</summary>
    public IReadOnlyList<ApplicationPlan> Plans { get; init; } = [];

    /// <summary>The Applications.</summary>
    public IReadOnlyList<Resources.Application> Applications { get; init; } = [];

    /// <summary>The Accounts.</summary>
    public IReadOnlyList<Account> Accounts { get; init; } = [];

    /// <summary>The Secrets: credentials and upstream tokens.</summary>
    public IReadOnlyList<Secret> Secrets { get; init; } = [];

    /// <summary>The Namespaces, for their labels.</summary>
    public IReadOnlyList<Namespace> Namespaces { get; init; } = [];

    /// <summary>Sorts objects of any of these kinds into their lists.</summary>
    public static ResourceSnapshot Of(IEnumerable<Resource> resources)
    {
        var all = resources.ToList();
        return new ResourceSnapshot
        {
            Products = [.. all.OfType<Product>()],
            Rules = [.. all.OfType<Resources.MappingRule>()],
            Plans = [.. all.OfType<ApplicationPlan>()],
            Applications = [.. all.OfType<Resources.Application>()],
            Accounts = [.. all.OfType<Account>()],
            Secrets = [.. all.OfType<Secret>()],
            Namespaces = [.. all.OfType<Namespace>()],
        };
    }
}

/// <summary>What a compilation is made for, beside the resources.</summary>
public sealed record CompilerOptions
{
    /// <summary>For what is only judged, and never published: under a pepper that everybody knows.</summary>
    public static CompilerOptions ToJudge { get; } = new() { Peppers = [new Pepper { Id = "none", Value = Convert.ToBase64String(new byte[32]) }] };

    /// <summary>The peppers under which keys are digested, newest first; at least one.</summary>
    public required IReadOnlyList<Pepper> Peppers { get; init; }

    /// <summary>
    /// Base URLs of Services by <c>namespace/name</c>, for places without cluster DNS; Services that are not named get
    /// <c>http://name.namespace.svc:port</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> ServiceUrls { get; init; } = new Dictionary<string, string>();
}
