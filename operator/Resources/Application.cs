using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>A client of one Product under one plan.</summary>
[CustomResource("applications", "hgapp")]
[PrinterColumn("Plan", ".spec.planRef.name")]
[PrinterColumn("State", ".status.state")]
[PrinterColumn("Hits", ".status.current.hits", Type = "integer")]
[PrinterColumn("Remaining", ".status.current.remaining", Type = "integer")]
[PrinterColumn("Reset", ".status.current.resetAt")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Product", ".spec.productRef.name", Wide = true)]
[PrinterColumn("Account", ".spec.accountRef.name", Wide = true)]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", Wide = true)]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed record Application : Resource
{
    /// <summary>What is wanted.</summary>
    public required ApplicationSpec Spec { get; init; }

    /// <summary>What is observed.</summary>
    public ApplicationStatus? Status { get; init; }
}

/// <summary>What is wanted of an Application.</summary>
[CelRule("self.productRef == oldSelf.productRef", "productRef cannot be changed: delete the object and create it for the other Product")]
public sealed record ApplicationSpec
{
    /// <summary>The Product. Cannot be changed.</summary>
    public required ObjectReference ProductRef { get; init; }

    /// <summary>The plan, one of the Product's; it is looked for in the Product's namespace.</summary>
    public required LocalReference PlanRef { get; init; }

    /// <summary>The Account that owns the Application.</summary>
    public LocalReference? AccountRef { get; init; }

    /// <summary>Whether its calls are served.</summary>
    [SchemaDefault(nameof(LifecycleState.Live))]
    public LifecycleState State { get; init; }

    /// <summary>Public identifier, for Products with appIdAndKey; the entry app_id of the Secret when left out.</summary>
    [MinLength(1), MaxLength(255), RegularExpression("^[\\x21-\\x7e]+$")]
    public string? AppId { get; init; }

    /// <summary>Its keys; a Secret with a random key is made for it when left out.</summary>
    public ApplicationCredentials? Credentials { get; init; }
}

/// <summary>Where an Application's keys are.</summary>
public sealed record ApplicationCredentials
{
    /// <summary>A Secret in the Application's namespace, labelled headgate.dev/credentials.</summary>
    public required LocalReference SecretRef { get; init; }
}

/// <summary>Whether something is in use.</summary>
public enum LifecycleState
{
    /// <summary>In use.</summary>
    Live,

    /// <summary>Refused until it is live again.</summary>
    Suspended,
}
