namespace Headgate.Operator.Cluster.Rights;

/// <summary>A Role, or a ClusterRole where there is no namespace.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">The namespace that it is about; null for the whole cluster.</param>
/// <param name="Why">What it is for.</param>
/// <param name="Rules">What it allows.</param>
internal sealed record AccessRole(string Name, string? Namespace, string Why, IReadOnlyList<AccessRule> Rules)
{
    /// <summary>Its kind.</summary>
    public string Kind => Namespace is null ? "ClusterRole" : "Role";
}

/// <summary>One rule: all of its verbs, on all of its resources.</summary>
/// <param name="Group">API group; empty for the core.</param>
/// <param name="Resources">Resources, and subresources as <c>resource/subresource</c>.</param>
/// <param name="Verbs">What may be done with them.</param>
/// <param name="Why">What the operator does it for, and what else it opens.</param>
internal sealed record AccessRule(string Group, IReadOnlyList<string> Resources, IReadOnlyList<string> Verbs, string Why)
{
    /// <summary>The only objects that it is about, by name; any when empty.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
