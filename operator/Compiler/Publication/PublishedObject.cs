using Headgate.Configuration;

namespace Headgate.Compiler.Publication;

/// <summary>A ConfigMap or Secret that gateways mount.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Name">Its name in the pool's namespace.</param>
/// <param name="Entries">Its entries by name, in ordinal order.</param>
public sealed record PublishedObject(PublishedKind Kind, string Name, IReadOnlyDictionary<string, EntryContent> Entries);

/// <summary>Kinds of published objects.</summary>
public enum PublishedKind
{
    /// <summary>Holds Products; mounted as <see cref="EntryNames.ProductsDirectory"/>.</summary>
    ConfigMap,

    /// <summary>Holds Applications and upstream secrets; mounted as <see cref="EntryNames.ApplicationsDirectory"/>.</summary>
    Secret,
}

/// <summary>A pool: the gateways that mount one set of published objects.</summary>
public sealed record Pool
{
    /// <summary>Name, part of the objects' names.</summary>
    public required string Name { get; init; }

    /// <summary>Which counters count: <c>staging</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>Number of shards, a power of two.</summary>
    public required int Shards { get; init; }
}
