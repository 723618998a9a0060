namespace Headgate.Controllers;

/// <summary>What <see cref="KubernetesOperatorServices.AddKubernetesOperator"/> is told.</summary>
public sealed record OperatorSettings
{
    /// <summary>The Lease; null for an operator that runs alone.</summary>
    public LeadershipSettings? Leadership { get; set; }

    /// <summary>Namespaces that are looked at; empty for all.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>How many objects of a kind are reconciled at once.</summary>
    public int Workers { get; set; } = 4;
}
