using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>What is kept of an object of ours.</summary>
internal abstract record Observed
{
    /// <summary>Its kind.</summary>
    public required ResourceKind Kind { get; init; }

    /// <summary>Its name.</summary>
    public required ObjectKey Key { get; init; }

    /// <summary>Its identity.</summary>
    public required string Uid { get; init; }

    /// <summary>Counts changes of its spec.</summary>
    public long? Generation { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Digest of everything but status and bookkeeping: the same as long as nobody changed what is wanted.</summary>
    public required string Wanted { get; init; }

    /// <summary>The Product that it names, as <c>namespace/name</c>; its own name for a Product; null for an Account.</summary>
    public string? Unit { get; init; }

    /// <summary>The hosts that a Product claims, as far as they can be read; none for other kinds.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Why it could not be read: the API server holds it, and this operator refuses it. Empty when it was read.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Its status as it stands, JSON; null without one.</summary>
    public byte[]? Status { get; init; }

    /// <summary>The status as an object that nobody else holds.</summary>
    public JsonObject? ReadStatus() => Status is null ? null : JsonNode.Parse(Status)!.AsObject();
}

/// <summary>What is kept of an object of one kind.</summary>
internal sealed record Observed<TResource> : Observed
    where TResource : Resource
{
    /// <summary>The object; null when it could not be read.</summary>
    public TResource? Resource { get; init; }
}
