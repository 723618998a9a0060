using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Apply;

/// <summary>Who manages which fields, as <c>metadata.managedFields</c> holds it.</summary>
internal sealed class ManagedFields
{
    private const int MostUpdates = 10;
    private const string Ancient = "ancient-changes";

    // Nobody manages what the server itself sets.
    private static readonly string[] Stripped =
    [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "generation", "managedFields", "resourceVersion",
        "deletionTimestamp", "deletionGracePeriodSeconds",
    ];

    private ManagedFields(IEnumerable<ManagedEntry> entries) => Entries = [.. entries];

    public List<ManagedEntry> Entries { get; }

    public static ManagedFields Read(JsonObject? item) =>
        new((item?["metadata"]?["managedFields"] as JsonArray ?? []).Select(entry => ManagedEntry.Read(entry!.AsObject())));

    /// <summary>Records a write that is no apply: what it changed belongs to its manager, and to nobody else.</summary>
    /// <param name="before">The object as it was; what is there in every object of its kind, for a new one.</param>
    /// <param name="after">The object as it will be; gets the new managedFields.</param>
    /// <param name="writer">Who writes.</param>
    /// <param name="schema">What its kind looks like.</param>
    public static void RecordUpdate(JsonObject before, JsonObject after, ManagedEntry writer, Schema? schema)
    {
        var managed = Read(before);
        var comparison = Comparison.Of(Strip(before), Strip(after), schema);
        Unmanaged(comparison.Changed);
        if (!comparison.Changed.IsEmpty || !comparison.Removed.IsEmpty)
        {
            var own = managed.Find(writer);
            foreach (var entry in managed.Entries)
            {
                if (entry != own) entry.Fields.Except(comparison.Changed);
                entry.Fields.ExceptBelow(comparison.Removed).Except(comparison.Removed);
            }
            if (!comparison.Changed.IsEmpty)
            {
                if (own is null) managed.Entries.Add(own = writer);
                var earlier = own.Fields.Write();
                own.Fields.Union(comparison.Changed);
                if (!JsonNode.DeepEquals(earlier, own.Fields.Write())) own.Time = writer.Time;
            }
            managed.ForgetOldest();
        }
        managed.WriteTo(after);
    }

    // Of those who update, ten are told apart; what older ones changed is put together by version.
    private void ForgetOldest()
    {
        var updates = Entries.Where(entry => entry.Operation == "Update" && !entry.Fields.IsEmpty)
            .OrderBy(entry => entry.Time, StringComparer.Ordinal).ThenBy(entry => entry.Manager, StringComparer.Ordinal).ToList();
        var firsts = new Dictionary<string, ManagedEntry>(StringComparer.Ordinal);
        var count = updates.Count;
        foreach (var entry in updates.TakeWhile(_ => count > MostUpdates))
        {
            if (firsts.TryAdd(entry.ApiVersion, entry)) continue;
            var bucket = Entries.Find(one => one is { Manager: Ancient, Operation: "Update", Subresource: null } && one.ApiVersion == entry.ApiVersion);
            if (bucket is null)
            {
                var first = firsts[entry.ApiVersion];
                bucket = new ManagedEntry(Ancient, "Update", entry.ApiVersion, null, first.Time) { Fields = first.Fields };
                Entries[Entries.IndexOf(first)] = bucket;
            }
            bucket.Fields.Union(entry.Fields);
            bucket.Time = entry.Time;
            Entries.Remove(entry);
            count--;
        }
    }

    /// <summary>The entry of the same writer; null for none.</summary>
    public ManagedEntry? Find(ManagedEntry writer) => Entries.Find(entry => entry.Identity == writer.Identity);

    public void WriteTo(JsonObject item)
    {
        var list = new JsonArray();
        var order = Entries.Where(entry => !entry.Fields.IsEmpty)
            .OrderBy(entry => entry.Operation, StringComparer.Ordinal)
            .ThenBy(entry => entry.Time, StringComparer.Ordinal)
            .ThenBy(entry => entry.Manager, StringComparer.Ordinal);
        foreach (var entry in order) list.Add(entry.Write());
        if (list.Count > 0) item["metadata"]!["managedFields"] = list;
        else item["metadata"]!.AsObject().Remove("managedFields");
    }

    /// <summary>An object without what nobody manages.</summary>
    public static JsonObject Strip(JsonObject item)
    {
        var stripped = item.DeepClone().AsObject();
        stripped.Remove("apiVersion");
        stripped.Remove("kind");
        if (stripped["metadata"] is not JsonObject metadata) return stripped;
        foreach (var name in Stripped) metadata.Remove(name);
        return stripped;
    }

    private static void Unmanaged(FieldSet set)
    {
        if (!set.Children.TryGetValue("f:metadata", out var metadata) || !metadata.IsMember) return;
        var only = new FieldSet();
        only.Below("f:metadata").Add();
        set.Except(only);
    }
}

/// <summary>What one writer manages.</summary>
internal sealed class ManagedEntry(string manager, string operation, string apiVersion, string? subresource, string time)
{
    public string Manager { get; } = manager;

    public string Operation { get; } = operation;

    public string ApiVersion { get; } = apiVersion;

    public string? Subresource { get; } = subresource;

    public string Time { get; set; } = time;

    public FieldSet Fields { get; set; } = new();

    // Who applies is the same whatever version it is written in.
    public string Identity => $"{Manager}\n{Operation}\n{Subresource}\n{(Operation == "Apply" ? "" : ApiVersion)}";

    /// <summary>As a conflict names it.</summary>
    public string Label
    {
        get
        {
            var label = Http.Cause.Quote(Manager);
            if (Subresource is not null) label += $" with subresource {Http.Cause.Quote(Subresource)}";
            return Operation == "Update" ? $"{label} using {ApiVersion}" : label;
        }
    }

    public static ManagedEntry New(string manager, string operation, string apiVersion, string? subresource, DateTimeOffset now) =>
        new(manager, operation, apiVersion, subresource, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));

    public static ManagedEntry Read(JsonObject entry) =>
        new((string?)entry["manager"] ?? "", (string?)entry["operation"] ?? "", (string?)entry["apiVersion"] ?? "", (string?)entry["subresource"], (string?)entry["time"] ?? "")
        {
            Fields = FieldSet.Parse(entry["fieldsV1"] as JsonObject ?? []),
        };

    public JsonObject Write()
    {
        var entry = new JsonObject
        {
            ["manager"] = Manager,
            ["operation"] = Operation,
            ["apiVersion"] = ApiVersion,
            ["time"] = Time,
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = Fields.Write(),
        };
        if (Subresource is not null) entry["subresource"] = Subresource;
        return entry;
    }
}
