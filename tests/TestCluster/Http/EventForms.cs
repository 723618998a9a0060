using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Http;

/// <summary>Events are served in two forms, with other names for the same fields. Kept is the newer one.</summary>
internal static class EventForms
{
    private static readonly (string Newer, string Core)[] Names =
    [
        ("regarding", "involvedObject"), ("note", "message"), ("reportingController", "reportingComponent"), ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"),
    ];

    /// <summary>Shows a kept Event in a form.</summary>
    public static void Show(ResourceType type, JsonObject item) => Rename(type, item, toCore: type.Group.Length == 0);

    /// <summary>Makes an Event that came in a form the one that is kept.</summary>
    public static void Keep(ResourceType type, JsonObject item)
    {
        if (type.Kind != "Event" || type.Group.Length > 0) return;
        Rename(type, item, toCore: false);
    }

    private static void Rename(ResourceType type, JsonObject item, bool toCore)
    {
        foreach (var (newer, core) in Names)
        {
            var (from, to) = toCore ? (newer, core) : (core, newer);
            if (!item.ContainsKey(from)) continue;
            var value = item[from];
            item.Remove(from);
            item[to] = value;
        }
        item["apiVersion"] = toCore ? "v1" : "events.k8s.io/v1";
        item["kind"] = type.Kind;
    }
}
