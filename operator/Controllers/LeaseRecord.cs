using System.Globalization;
using System.Text.Json.Nodes;

namespace Headgate.Controllers;

/// <summary>A Lease (coordination.k8s.io/v1) as far as leadership needs it.</summary>
/// <param name="Item">The object as the server holds it.</param>
internal sealed record LeaseRecord(JsonObject Item)
{
    public static ResourceKind Kind { get; } = new("coordination.k8s.io", "v1", "leases", "Lease");

    public string Holder => (string?)Item["spec"]?["holderIdentity"] ?? "";

    public TimeSpan Duration => TimeSpan.FromSeconds((int?)Item["spec"]?["leaseDurationSeconds"] ?? 0);

    public long Transitions => (long?)Item["spec"]?["leaseTransitions"] ?? 0;

    public DateTimeOffset Created => (DateTimeOffset?)Item["metadata"]?["creationTimestamp"] ?? DateTimeOffset.UnixEpoch;

    /// <summary>What changes with each renewal, and by nothing else: not by a label.</summary>
    public string Term => Item["spec"]?.ToJsonString() ?? "";

    /// <summary>A Lease that nobody held before.</summary>
    public static JsonObject New(LeadershipSettings settings, DateTimeOffset now) => new()
    {
        ["apiVersion"] = Kind.ApiVersion,
        ["kind"] = Kind.Kind,
        ["metadata"] = new JsonObject { ["name"] = settings.Name, ["namespace"] = settings.Namespace },
        ["spec"] = Spec(settings.Identity, settings.LeaseDuration, 1, Micro(now), Micro(now)),
    };

    /// <summary>The same Lease, taken over.</summary>
    public JsonObject TakenBy(LeadershipSettings settings, DateTimeOffset now) =>
        With(Spec(settings.Identity, settings.LeaseDuration, Transitions + 1, Micro(now), Micro(now)));

    /// <summary>The same Lease, renewed.</summary>
    public JsonObject Renewed(LeadershipSettings settings, DateTimeOffset now) =>
        With(Spec(settings.Identity, settings.LeaseDuration, Transitions, (string?)Item["spec"]!["acquireTime"] ?? Micro(now), Micro(now)));

    /// <summary>The same Lease, to be taken by whoever comes. An empty holder would be refused by some clients.</summary>
    public JsonObject Released(LeadershipSettings settings, DateTimeOffset now) =>
        With(Spec(settings.Identity, TimeSpan.FromSeconds(1), Transitions, Micro(now), Micro(now)));

    private JsonObject With(JsonObject spec)
    {
        var item = Item.DeepClone().AsObject();
        item["spec"] = spec;
        return item;
    }

    private static JsonObject Spec(string holder, TimeSpan duration, long transitions, string acquired, string renewed) => new()
    {
        ["holderIdentity"] = holder,
        ["leaseDurationSeconds"] = (int)Math.Ceiling(duration.TotalSeconds),
        ["leaseTransitions"] = transitions,
        ["acquireTime"] = acquired,
        ["renewTime"] = renewed,
    };

    // Kubernetes' MicroTime.
    private static string Micro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
