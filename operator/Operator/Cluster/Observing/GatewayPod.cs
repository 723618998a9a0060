using System.Text.Json;
using Headgate.Controllers;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>What is kept of a pod.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="Address">Its IP address; empty before it has one.</param>
/// <param name="IsReady">Whether its condition Ready is True and it is not leaving.</param>
/// <param name="IsLeaving">Whether it is deleted, or has ended.</param>
/// <param name="Labels">Its labels, for the selectors of pools.</param>
/// <param name="Mounts">Names of the ConfigMaps and Secrets that its projected volumes take in.</param>
internal sealed record GatewayPod(
    ObjectKey Key, string Uid, string Address, bool IsReady, bool IsLeaving, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<string> Mounts)
{
    private static readonly string[] MountedKinds = ["configMap", "secret"];

    public static GatewayPod Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var status = item.TryGetProperty("status", out var found) ? found : default;
        return new GatewayPod(
            ObjectKey.Of(item),
            metadata.GetProperty("uid").GetString()!,
            Text(status, "podIP"),
            IsReadyNow(metadata, status),
            metadata.TryGetProperty("deletionTimestamp", out _) || Text(status, "phase") is "Failed" or "Succeeded",
            metadata.TryGetProperty("labels", out var labels)
                ? labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString() ?? "", StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            item.TryGetProperty("spec", out var spec) ? [.. MountsOf(spec)] : []);
    }

    private static bool IsReadyNow(JsonElement metadata, JsonElement status) =>
        !metadata.TryGetProperty("deletionTimestamp", out _)
        && status.ValueKind == JsonValueKind.Object
        && status.TryGetProperty("conditions", out var conditions)
        && conditions.EnumerateArray().Any(condition => Text(condition, "type") == "Ready" && Text(condition, "status") == "True");

    private static IEnumerable<string> MountsOf(JsonElement spec) =>
        from volume in Items(spec, "volumes")
        where volume.TryGetProperty("projected", out _)
        from source in Items(volume.GetProperty("projected"), "sources")
        from kind in MountedKinds
        where source.TryGetProperty(kind, out _)
        select Text(source.GetProperty(kind), "name");

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : [];

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
