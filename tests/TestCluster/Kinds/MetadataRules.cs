using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Kinds;

/// <summary>What a server checks of the metadata of every object (k8s.io/apimachinery, pkg/api/validation/objectmeta.go).</summary>
internal static class MetadataRules
{
    private const int MostAnnotationBytes = 256 * 1024;
    private const string Orphan = "orphan";
    private const string Foreground = "foregroundDeletion";

    /// <summary>What keeps metadata from being decoded at all.</summary>
    /// <exception cref="StatusException">Something does.</exception>
    public static void CheckDecoding(ResourceType type, JsonObject metadata)
    {
        foreach (var name in new[] { "labels", "annotations" })
        {
            if (metadata[name] is { } map and not JsonObject) throw Undecodable(type, name, map, "map[string]string");
            foreach (var (_, value) in metadata[name] as JsonObject ?? [])
                if (value is not null && value.GetValueKind() != JsonValueKind.String) throw Undecodable(type, name, value, "string");
        }
        foreach (var name in new[] { "finalizers", "ownerReferences" })
            if (metadata[name] is { } list and not JsonArray)
                throw Undecodable(type, name, list, name == "finalizers" ? "[]string" : "[]v1.OwnerReference");
        foreach (var name in new[] { "name", "generateName", "namespace", "resourceVersion", "uid" })
            if (metadata[name] is { } value && value.GetValueKind() != JsonValueKind.String)
                throw Undecodable(type, name, value, name == "uid" ? "types.UID" : "string");
    }

    /// <summary>What is wrong with a new object.</summary>
    public static List<Cause> Check(ResourceType type, JsonObject item)
    {
        var metadata = item["metadata"]!.AsObject();
        var causes = new List<Cause>();
        var (name, prefix) = ((string?)metadata["name"] ?? "", (string?)metadata["generateName"] ?? "");
        // A prefix may end in what a name may not.
        if (prefix.Length > 0)
            Say(causes, "metadata.generateName", prefix, NameProblems(type, prefix.EndsWith('-') ? prefix[..^1] + "a" : prefix));
        if (name.Length == 0) causes.Add(Cause.Required("metadata.name", "name or generateName is required"));
        else Say(causes, "metadata.name", name, NameProblems(type, name));
        if (!type.Namespaced && (string?)metadata["namespace"] is { Length: > 0 })
            causes.Add(Cause.Forbidden("metadata.namespace", "not allowed on this type"));
        causes.AddRange([.. Labels(metadata), .. Annotations(metadata), .. Owners(metadata), .. Finalizers(metadata)]);
        return causes;
    }

    /// <summary>What is wrong with a change. A real server looks three times: at the object, at the change, and once more for the kind.</summary>
    public static List<Cause> CheckChange(JsonObject before, JsonObject after)
    {
        var (old, now) = (before["metadata"]!.AsObject(), after["metadata"]!.AsObject());
        List<Cause> ofObject = [.. Labels(now), .. Annotations(now), .. Owners(now)];
        List<Cause> ofChange = [.. NewFinalizers(old, now), .. Identity(old, now), .. ofObject];
        return [.. ofObject, .. Finalizers(now), .. ofChange, .. ofChange];
    }

    private static IEnumerable<string> NameProblems(ResourceType type, string name) => type.Kind switch
    {
        "Namespace" => ObjectNames.LabelProblems(name),
        "Service" => ObjectNames.OldLabelProblems(name),
        _ when type.Group.StartsWith("rbac.", StringComparison.Ordinal) => ObjectNames.SegmentProblems(name),
        _ => ObjectNames.SubdomainProblems(name),
    };

    private static List<Cause> Labels(JsonObject metadata)
    {
        var causes = new List<Cause>();
        foreach (var (key, value) in Sorted(metadata["labels"]))
        {
            Say(causes, "metadata.labels", key, ObjectNames.QualifiedProblems(key));
            Say(causes, "metadata.labels", value, ObjectNames.ValueProblems(value));
        }
        return causes;
    }

    private static List<Cause> Annotations(JsonObject metadata)
    {
        var causes = new List<Cause>();
        var annotations = Sorted(metadata["annotations"]).ToList();
        foreach (var (key, _) in annotations)
            Say(causes, "metadata.annotations", key, ObjectNames.QualifiedProblems(key.ToLowerInvariant()));
        if (annotations.Sum(one => Encoding.UTF8.GetByteCount(one.Key) + Encoding.UTF8.GetByteCount(one.Value)) > MostAnnotationBytes)
            causes.Add(Cause.TooLong("metadata.annotations", $"must have at most {MostAnnotationBytes} bytes"));
        return causes;
    }

    private static List<Cause> Owners(JsonObject metadata)
    {
        var (causes, controller) = (new List<Cause>(), "");
        foreach (var owner in (metadata["ownerReferences"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var (version, kind) = ((string?)owner["apiVersion"] ?? "", (string?)owner["kind"] ?? "");
            foreach (var (field, value, what) in new[] { ("apiVersion", version, "version"), ("kind", kind, "kind"), ("name", (string?)owner["name"], "name"), ("uid", (string?)owner["uid"], "uid") })
                if (string.IsNullOrEmpty(value))
                    causes.Add(Cause.Invalid($"metadata.ownerReferences.{field}", "\"\"", $"{what} must not be empty"));
            if ((version, kind) is ("v1", "Event"))
                causes.Add(
                    Cause.Invalid("metadata.ownerReferences", GoText.Literal(owner), "/v1, Kind=Event is disallowed from being an owner"));
            if ((bool?)owner["controller"] != true) continue;
            if (controller.Length > 0)
            {
                causes.Add(Cause.Invalid(
                    "metadata.ownerReferences",
                    GoText.Literal(metadata["ownerReferences"]),
                    $"Only one reference can have Controller set to true. Found \"true\" in references for {controller} and {kind}/{owner["name"]}"));
            }
            controller = controller.Length > 0 ? controller : $"{kind}/{owner["name"]}";
        }
        return causes;
    }

    private static List<Cause> Finalizers(JsonObject metadata)
    {
        var causes = new List<Cause>();
        var finalizers = Strings(metadata["finalizers"]);
        foreach (var finalizer in finalizers) Say(causes, "metadata.finalizers", finalizer, ObjectNames.QualifiedProblems(finalizer));
        if (finalizers.Contains(Orphan) && finalizers.Contains(Foreground))
            causes.Add(Cause.Invalid("metadata.finalizers", Print(finalizers), $"finalizer {Orphan} and {Foreground} cannot be both set"));
        return causes;
    }

    private static IEnumerable<Cause> NewFinalizers(JsonObject old, JsonObject now)
    {
        if (old["deletionTimestamp"] is null) yield break;
        var added = Strings(now["finalizers"]).Except(Strings(old["finalizers"])).Order(StringComparer.Ordinal).ToList();
        if (added.Count > 0)
            yield return Cause.Forbidden(
                "metadata.finalizers",
                $"no new finalizers can be added if the object is being deleted, found new finalizers {Print(added)}");
    }

    private static IEnumerable<Cause> Identity(JsonObject old, JsonObject now)
    {
        if ((string?)old["uid"] != (string?)now["uid"])
            yield return Cause.Invalid("metadata.uid", GoText.Quote((string?)now["uid"] ?? ""), "field is immutable");
    }

    private static void Say(List<Cause> causes, string field, string value, IEnumerable<string> problems) =>
        causes.AddRange(problems.Select(problem => Cause.Invalid(field, GoText.Quote(value), problem)));

    private static string Print(IEnumerable<string> texts) => $"[]string{{{string.Join(", ", texts.Select(GoText.Quote))}}}";

    private static IEnumerable<(string Key, string Value)> Sorted(JsonNode? map) =>
        (map as JsonObject ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(
            entry => (entry.Key, (string?)entry.Value ?? ""));

    private static List<string> Strings(JsonNode? list) => list is JsonArray items ? [.. items.Select(item => (string?)item ?? "")] : [];

    // Custom resources decode their metadata alone, other kinds within the object.
    private static StatusException Undecodable(ResourceType type, string name, JsonNode value, string wanted)
    {
        var what = value.GetValueKind() switch { JsonValueKind.True or JsonValueKind.False => "bool", var kind => kind.ToString().ToLowerInvariant() };
        var field = type.IsCustom ? $"ObjectMeta.{name}" : $"ObjectMeta.metadata.{name}";
        return StatusException.BadRequest(
            $"{type.Kind} in version \"{type.Version}\" cannot be handled as a {type.Kind}: json: cannot unmarshal {what} into Go struct field {field} of type {wanted}");
    }
}
