using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Headgate.TestCluster.Storage;

/// <summary>A change of one object.</summary>
/// <param name="Version">The resourceVersion it gave the store.</param>
/// <param name="Before">The object before; null when it was created.</param>
/// <param name="After">The object after; null when it was deleted.</param>
/// <param name="Last">For a deletion the object as it was, with the version of its deletion.</param>
public sealed record Change(long Version, JsonObject? Before, JsonObject? After, JsonObject? Last);

/// <summary>
/// What the cluster holds: one version for everything, objects in the order of their keys, and the last changes of each kind. Objects in here
/// are never changed, only replaced. Everything happens under one lock, which callers hold across read and write.
/// </summary>
public sealed class ObjectStore
{
    private readonly Dictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private readonly List<Feed> _feeds = [];
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);

    /// <summary>Held by whoever reads or writes.</summary>
    public Lock Lock { get; } = new();

    /// <summary>Version of the newest change.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>How many changes of a kind are remembered.</summary>
    public int HistoryLength { get; set; } = 10_000;

    /// <summary>The key of an object: those of one namespace stand together.</summary>
    public static string KeyOf(string inNamespace, string name) => $"{inNamespace}/{name}";

    /// <summary>One object; null when there is none.</summary>
    public JsonObject? Find(string kind, string inNamespace, string name) =>
        TableOf(kind).Objects.GetValueOrDefault(KeyOf(inNamespace, name));

    /// <summary>Objects of a kind in the order of their keys.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonObject>> List(string kind) => [.. TableOf(kind).Objects];

    /// <summary>Objects of a kind as they were at a version; null when that is forgotten.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonObject>>? ListAt(string kind, long version)
    {
        if (version >= Version) return List(kind);
        if (version < OldestVersionOf(kind)) return null;
        var objects = new SortedDictionary<string, JsonObject>(TableOf(kind).Objects, StringComparer.Ordinal);
        foreach (var change in TableOf(kind).History.Where(change => change.Version > version).Reverse())
        {
            var metadata = (change.After ?? change.Last)!["metadata"]!;
            var key = KeyOf((string?)metadata["namespace"] ?? "", (string)metadata["name"]!);
            if (change.Before is null) objects.Remove(key);
            else objects[key] = change.Before;
        }
        return [.. objects];
    }

    /// <summary>All objects of all kinds.</summary>
    public IEnumerable<(string Kind, JsonObject Item)> All() =>
        _tables.SelectMany(table => table.Value.Objects.Values.Select(item => (table.Key, item))).ToList();

    /// <summary>Puts an object in, or replaces it; its resourceVersion is set here.</summary>
    public JsonObject Put(string kind, string inNamespace, string name, JsonObject item)
    {
        var table = TableOf(kind);
        var key = KeyOf(inNamespace, name);
        item["metadata"]!["resourceVersion"] = Text(++Version);
        // Kept as parsed text: a number that was set here is then read as one that was sent.
        var kept = JsonNode.Parse(item.ToJsonString())!.AsObject();
        var before = table.Objects.GetValueOrDefault(key);
        table.Objects[key] = kept;
        Publish(kind, table, new Change(Version, before, kept, null));
        return kept;
    }

    /// <summary>Takes an object out.</summary>
    /// <returns>The object with the version of its deletion.</returns>
    public JsonObject Remove(string kind, string inNamespace, string name)
    {
        var table = TableOf(kind);
        table.Objects.Remove(KeyOf(inNamespace, name), out var before);
        if ((string?)before!["metadata"]?["uid"] is { } uid) _gone.Add(uid);
        var last = before.DeepClone().AsObject();
        last["metadata"]!["resourceVersion"] = Text(++Version);
        Publish(kind, table, new Change(Version, before, null, last));
        return last;
    }

    /// <summary>Whether an object was here and is no more.</summary>
    public bool IsGone(string uid) => _gone.Contains(uid);

    /// <summary>Forgets all changes, as a server does after a restart or a compaction.</summary>
    public void Compact()
    {
        foreach (var table in _tables.Values)
        {
            table.History.Clear();
            table.OldestVersion = Version;
        }
        CompactedVersion = Version;
    }

    /// <summary>Before this version nothing is remembered, of kinds that nothing was stored of, either.</summary>
    public long CompactedVersion { get; private set; }

    /// <summary>The version that changes of a kind are remembered from.</summary>
    public long OldestVersionOf(string kind) => Math.Max(TableOf(kind).OldestVersion, CompactedVersion);

    /// <summary>Follows a kind from a version on.</summary>
    public Feed Follow(string kind, long version)
    {
        var feed = new Feed(kind);
        foreach (var change in TableOf(kind).History.Where(change => change.Version > version)) feed.Changes.Writer.TryWrite(change);
        _feeds.Add(feed);
        return feed;
    }

    /// <summary>Ends a feed.</summary>
    public void Unfollow(Feed feed)
    {
        lock (Lock) _feeds.Remove(feed);
    }

    private void Publish(string kind, Table table, Change change)
    {
        table.History.Enqueue(change);
        while (table.History.Count > HistoryLength) table.OldestVersion = table.History.Dequeue().Version;
        foreach (var feed in _feeds.Where(feed => feed.Kind == kind)) feed.Changes.Writer.TryWrite(change);
    }

    private Table TableOf(string kind)
    {
        if (!_tables.TryGetValue(kind, out var table)) _tables[kind] = table = new Table { OldestVersion = Version };
        return table;
    }

    private static string Text(long version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed class Table
    {
        public SortedDictionary<string, JsonObject> Objects { get; } = new(StringComparer.Ordinal);

        public Queue<Change> History { get; } = new();

        public long OldestVersion { get; set; }
    }
}

/// <summary>Changes of one kind as they come.</summary>
/// <param name="kind">The kind.</param>
public sealed class Feed(string kind)
{
    /// <summary>The kind.</summary>
    public string Kind { get; } = kind;

    /// <summary>The changes.</summary>
    public Channel<Change> Changes { get; } = Channel.CreateUnbounded<Change>(new UnboundedChannelOptions { SingleReader = true });
}
