using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>Says what a request costs: HTTP method and path pattern → metric and increment. All rules that match add up.</summary>
[CustomResource("mappingrules", "hgrule")]
[PrinterColumn("Product", ".spec.productRef.name")]
[PrinterColumn("Method", ".spec.method")]
[PrinterColumn("Pattern", ".spec.pattern")]
[PrinterColumn("Metric", ".spec.metric")]
[PrinterColumn("Increment", ".spec.increment", Type = "integer")]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Age", ".metadata.creationTimestamp", Type = "date")]
public sealed record MappingRule : Resource
{
    /// <summary>What is wanted.</summary>
    public required MappingRuleSpec Spec { get; init; }

    /// <summary>What is observed.</summary>
    public ResourceStatus? Status { get; init; }
}

/// <summary>What is wanted of a MappingRule.</summary>
[CelRule(
    "self.pattern.matches('^/([A-Za-z0-9_.!~*()\\':@&=+,;/-]|%[0-9A-Fa-f]{2}|[{][A-Za-z_][A-Za-z0-9_]*[}])*[$]?([?].*)?$')",
    "a pattern is a path of letters, digits, escapes and variables such as {id}, with an optional $ at its end and an optional query")]
[CelRule("self.productRef == oldSelf.productRef", "productRef cannot be changed: delete the object and create it for the other Product")]
public sealed record MappingRuleSpec
{
    /// <summary>The Product. Cannot be changed.</summary>
    public required ObjectReference ProductRef { get; init; }

    /// <summary>HTTP method, exact (GET does not cover HEAD), or ANY.</summary>
    [RegularExpression("^[A-Z][A-Z-]*$"), MaxLength(32)]
    public required string Method { get; init; }

    /// <summary>Path prefix with an optional query: /users/{id}/posts?kind={kind}; a final $ pins the end.</summary>
    [MinLength(1), MaxLength(255), RegularExpression("^/")]
    public required string Pattern { get; init; }

    /// <summary>The metric or method that is counted.</summary>
    [MinLength(1), MaxLength(63), SchemaDefault("hits")]
    public string Metric { get; init; } = "hits";

    /// <summary>Units counted per match.</summary>
    [Range(1L, 9007199254740991L), SchemaDefault(1L)]
    public long Increment { get; init; } = 1;

    /// <summary>Whether a match ends the search.</summary>
    [SchemaDefault(false)]
    public bool Last { get; init; }

    /// <summary>Rules are taken by ascending position, then by name.</summary>
    [Range(0, int.MaxValue), SchemaDefault(0)]
    public int Position { get; init; }
}
