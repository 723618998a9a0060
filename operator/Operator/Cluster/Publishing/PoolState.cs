using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>What is known of a pool: what is to be published to it, what is, and what its gateways have of it.</summary>
internal sealed class PoolState(PoolConfiguration configuration)
{
    /// <summary>What was configured.</summary>
    public PoolConfiguration Configuration { get; } = configuration;

    /// <summary>The peppers in force, newest first; empty until they are known.</summary>
    public IReadOnlyList<Pepper> Peppers { get; set; } = [];

    /// <summary>The units that it serves, as they were compiled last.</summary>
    public ConcurrentDictionary<string, UnitContent> Units { get; } = new(StringComparer.Ordinal);

    /// <summary>Units of which everything stays as it is published.</summary>
    public ConcurrentDictionary<string, bool> Held { get; } = new(StringComparer.Ordinal);

    /// <summary>Units that are to be compiled for it when it has peppers.</summary>
    public ConcurrentDictionary<string, bool> Waiting { get; } = new(StringComparer.Ordinal);

    /// <summary>What there was no room for, and why; replaced as a whole.</summary>
    public IReadOnlyDictionary<StatusKey, string> NoRoom { get; set; } = new Dictionary<StatusKey, string>();

    /// <summary>What was published last, by unit; replaced as a whole.</summary>
    public IReadOnlyDictionary<string, PublishedUnit> Published { get; set; } = new Dictionary<string, PublishedUnit>();

    /// <summary>Content digest of each object that every ready gateway has served once.</summary>
    public ConcurrentDictionary<StatusKey, string> Programmed { get; } = new();

    /// <summary>
    /// Content digest of each object that changed while this process led, until every ready gateway was seen to serve that: of these a status that
    /// was written before says nothing, even if they are again what they were then.
    /// </summary>
    public ConcurrentDictionary<StatusKey, string> Changed { get; } = new();

    /// <summary>Units of which every object is in <see cref="Programmed"/>, as they were published then.</summary>
    public ConcurrentDictionary<string, PublishedUnit> Whole { get; } = new(StringComparer.Ordinal);

    /// <summary>What its gateways said last; replaced as a whole.</summary>
    public GatewayReport Report { get; set; } = GatewayReport.None;

    /// <summary>Content digest of what the gateways are to be told of an object; null when they are told nothing of it.</summary>
    public string? ToldOf(StatusKey target, string unit) => Units.GetValueOrDefault(unit)?.Digests.GetValueOrDefault(target);

    /// <summary>The pool as the layout of a number of shards.</summary>
    public Pool Layout(int shards) =>
        new() { Name = Configuration.Name, Environment = Configuration.Environment.ToString().ToLowerInvariant(), Shards = shards };
}

/// <summary>What is published of a unit.</summary>
/// <param name="Digests">Digest of each entry, by name.</param>
/// <param name="Objects">Content digest of each object, and the entry in which gateways find it; null for the Product, which is in several.</param>
internal sealed record PublishedUnit(
    IReadOnlyDictionary<string, string> Digests, IReadOnlyDictionary<StatusKey, (string Digest, string? Entry)> Objects)
{
    /// <summary>Content digest of each object of a unit that gateways are told of.</summary>
    public static Dictionary<StatusKey, string> DigestsOf(CompiledUnit unit) => unit.Statuses.Where(status => status.Status.ContentDigest is not null)
        .ToDictionary(status => StatusKey.Of(status.Resource), status => status.Status.ContentDigest!);
}

/// <summary>What the gateways of a pool said last.</summary>
/// <param name="Ready">Number of ready gateways.</param>
/// <param name="Serving">Number of ready gateways that serve all that is published of a unit, by unit.</param>
/// <param name="Silent">Ready gateways that did not answer.</param>
internal sealed record GatewayReport(int Ready, IReadOnlyDictionary<string, int> Serving, IReadOnlyList<string> Silent)
{
    /// <summary>The entries that every ready gateway serves: name and digest.</summary>
    public IReadOnlySet<(string Name, string Digest)> Common { get; init; } = new HashSet<(string, string)>();

    /// <summary>How many ready gateways count for themselves.</summary>
    public int CountingAlone { get; init; }

    /// <summary>Why ready gateways cannot ask the counters that they share, in words; null when all can.</summary>
    public string? CountersAway { get; init; }

    /// <summary>Whether every ready gateway serves the Products as they are published.</summary>
    public bool HasConfigMaps(IReadOnlyDictionary<string, PublishedUnit> published) =>
        Ready > 0 && published.Values.SelectMany(unit => unit.Digests)
            .Where(entry => EntryNames.Read(entry.Key).Kind is EntryKind.Proxy or EntryKind.Live)
            .All(entry => Common.Contains((entry.Key, entry.Value)));

    /// <summary>Before anybody was asked.</summary>
    public static GatewayReport None { get; } = new(0, new Dictionary<string, int>(), []);
}
