using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>The organisation or developer that owns Applications.</summary>
[CustomResource("accounts", "hgacc")]
[PrinterColumn("Organization", ".spec.organization")]
[PrinterColumn("State", ".spec.state")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed record Account : Resource
{
    /// <summary>What is wanted.</summary>
    public required AccountSpec Spec { get; init; }

    /// <summary>What is observed.</summary>
    public ResourceStatus? Status { get; init; }
}

/// <summary>What is wanted of an Account.</summary>
public sealed record AccountSpec
{
    /// <summary>Name of the organisation.</summary>
    [MinLength(1), MaxLength(253)]
    public required string Organization { get; init; }

    /// <summary>People to write to.</summary>
    [MaxLength(16)]
    public IReadOnlyList<Contact> Contacts { get; init; } = [];

    /// <summary>Suspending an Account suspends its Applications.</summary>
    [SchemaDefault(nameof(LifecycleState.Live))]
    public LifecycleState State { get; init; }
}

/// <summary>A person to write to.</summary>
public sealed record Contact
{
    /// <summary>The person's name.</summary>
    [MaxLength(253)]
    public string? Name { get; init; }

    /// <summary>E-mail address.</summary>
    [MinLength(3), MaxLength(320), RegularExpression("^[^@\\s]+@[^@\\s]+$")]
    public required string Email { get; init; }
}
