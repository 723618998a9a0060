namespace Headgate.Configuration;

/// <summary>
/// The marker that stands in every published object. A gateway that sees the markers of all shards knows that what is absent was
/// deleted; while one is missing, absence means nothing and nothing is taken away.
/// </summary>
public sealed record Shard
{
    /// <summary>The contract's version this entry was written for, <see cref="Contract.Format"/>.</summary>
    public required int Format { get; init; }

    /// <summary>The pool that is served.</summary>
    public required string Pool { get; init; }

    /// <summary>Which counters count: <c>staging</c> or <c>production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>Number of shards, a power of two.</summary>
    public required int Count { get; init; }

    /// <summary>This shard, from 0.</summary>
    public required int Index { get; init; }
}
