using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Headgate.Controllers;

/// <summary>
/// Writes statuses by server-side apply, only where they differ from what stands there, and keeps the time of the last transition of each
/// condition (Kubernetes API conventions, "Typical status properties").
/// </summary>
/// <param name="api">Where to write.</param>
/// <param name="fieldManager">Who the status belongs to.</param>
/// <param name="time">Stamps transitions.</param>
public sealed class StatusWriter(KubernetesApi api, string fieldManager, TimeProvider time)
{
    /// <summary>Makes an object's status what it should be.</summary>
    /// <param name="kind">Kind of the object.</param>
    /// <param name="key">The object.</param>
    /// <param name="uid">Its uid: a new object of this name is not given the status of the old one.</param>
    /// <param name="current">The status that stands there; null without one.</param>
    /// <param name="wanted">The status, conditions without transition times.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The status as it stands now; null when the object is gone, or another one by now.</returns>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<JsonObject?> WriteAsync(
        ResourceKind kind, ObjectKey key, string uid, JsonObject? current, JsonObject wanted, CancellationToken cancellationToken)
    {
        var status = WithTransitions(current, wanted);
        if (current is not null && Canonical(current) == Canonical(status)) return current;
        var metadata = new JsonObject { ["name"] = key.Name, ["uid"] = uid };
        if (kind.Namespaced) metadata["namespace"] = key.Namespace;
        var item = new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = metadata, ["status"] = status };
        try
        {
            var written = await api.ApplyAsync(kind.PathOf(key, "status"), item, fieldManager, cancellationToken);
            return written["status"]?.AsObject();
        }
        catch (ApiException exception) when (exception.IsNotFound || IsAnother(exception))
        {
            // Deleted, or deleted and made anew, which the reflector is about to tell.
            return null;
        }
    }

    // Lists of a status are maps by their keys: the server keeps them in an order of its own.
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject fields => "{" + string.Join(',', fields.OrderBy(field => field.Key, StringComparer.Ordinal)
            .Select(field => $"{JsonValue.Create(field.Key).ToJsonString()}:{Canonical(field.Value)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };

    // A status of an object that has another uid by now is refused as a change of that, or as a precondition. Other conflicts pass.
    private static bool IsAnother(ApiException exception) =>
        (exception.Status == HttpStatusCode.UnprocessableEntity && exception.Message.Contains("metadata.uid", StringComparison.Ordinal))
        || (exception.IsConflict && exception.Message.Contains("UID in precondition", StringComparison.Ordinal));

    private JsonObject WithTransitions(JsonObject? current, JsonObject wanted)
    {
        var status = wanted.DeepClone().AsObject();
        if (status["conditions"] is not JsonArray conditions) return status;
        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var before = Conditions(current).ToDictionary(condition => (string)condition["type"]!, StringComparer.Ordinal);
        foreach (var condition in conditions.OfType<JsonObject>())
        {
            var same = before.TryGetValue((string)condition["type"]!, out var earlier) && (string?)earlier["status"] == (string?)condition["status"];
            condition["lastTransitionTime"] = (same ? (string?)earlier!["lastTransitionTime"] : null) ?? now;
        }
        return status;
    }

    private static IEnumerable<JsonObject> Conditions(JsonObject? status) => status?["conditions"] is JsonArray conditions ? conditions.OfType<JsonObject>() : [];
}
