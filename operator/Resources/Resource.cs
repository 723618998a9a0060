using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Headgate.Resources;

/// <summary>The group, version and category of Headgate's kinds.</summary>
public static class Group
{
    /// <summary>The API group.</summary>
    public const string Name = "headgate.dev";

    /// <summary>The served and stored version.</summary>
    public const string Version = "v1alpha1";

    /// <summary>Group and version as manifests spell them.</summary>
    public const string ApiVersion = Name + "/" + Version;
}

/// <summary>A Kubernetes object as far as Headgate reads it.</summary>
public abstract record Resource
{
    /// <summary>Group and version of the object's schema.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Name, namespace and what else every object has.</summary>
    public required ObjectMeta Metadata { get; init; }

    /// <summary><c>Kind/name</c>, as messages name an object within its namespace.</summary>
    [JsonIgnore]
    public string Label => $"{Kind}/{Metadata.Name}";

    /// <summary><c>namespace/name</c>.</summary>
    [JsonIgnore]
    public string FullName => $"{Metadata.Namespace}/{Metadata.Name}";
}

/// <summary>The members of <c>metadata</c> that Headgate reads (Kubernetes ObjectMeta v1).</summary>
public sealed record ObjectMeta
{
    /// <summary>Name, unique per kind and namespace.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"), MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>The namespace; <c>default</c> when a manifest names none.</summary>
    [RegularExpression("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"), MaxLength(63)]
    public string? Namespace { get; init; }

    /// <summary>Identity of this very object, given by the API server.</summary>
    public string? Uid { get; init; }

    /// <summary>Version of the object's content, given by the API server.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Counts changes of the spec, given by the API server.</summary>
    public long? Generation { get; init; }

    /// <summary>When it was created, given by the API server.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }
}

/// <summary>Names another object.</summary>
public sealed record ObjectReference
{
    /// <summary>Name of the object.</summary>
    [MinLength(1), MaxLength(253)]
    public required string Name { get; init; }

    /// <summary>Its namespace; the referring object's own when left out.</summary>
    [MinLength(1), MaxLength(63)]
    public string? Namespace { get; init; }
}

/// <summary>Names an object in the same namespace.</summary>
public sealed record LocalReference
{
    /// <summary>Name of the object.</summary>
    [MinLength(1), MaxLength(253)]
    public required string Name { get; init; }
}
