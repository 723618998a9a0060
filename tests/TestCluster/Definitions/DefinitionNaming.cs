using System.Text.Json.Nodes;
using Headgate.TestCluster.Apply;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Kinds;
using Headgate.TestCluster.Storage;

namespace Headgate.TestCluster.Definitions;

/// <summary>Accepts the names of definitions where no other one of the group has them, and establishes them (apiextensions-apiserver, pkg/controller).</summary>
internal sealed class DefinitionNaming(ObjectStore store, TimeProvider time)
{
    private static readonly string[] Kinds = ["kind", "listKind"];

    private static ResourceType Type => BuiltInKinds.Definitions;

    /// <summary>Decides about all definitions that something is open about.</summary>
    public void Settle()
    {
        var changed = true;
        while (changed)
        {
            changed = false;
            foreach (var (_, definition) in store.List(Type.StorageKey)) changed |= Settle(definition);
        }
    }

    /// <summary>Sets a condition.</summary>
    public void SetCondition(JsonObject status, string type, string value, string reason, string message)
    {
        if (status["conditions"] is not JsonArray conditions) status["conditions"] = conditions = [];
        var now = Preparation.Time(time.GetUtcNow());
        var known = conditions.FirstOrDefault(one => (string?)one!["type"] == type);
        var condition = new JsonObject
        {
            ["type"] = type,
            ["status"] = value,
            ["lastTransitionTime"] = known is not null && (string?)known["status"] == value
                ? known["lastTransitionTime"]!.DeepClone()
                : now,
            ["reason"] = reason,
            ["message"] = message,
        };
        if (known is null) conditions.Add(condition);
        else conditions[conditions.IndexOf(known)] = condition;
    }

    private bool Settle(JsonObject definition)
    {
        var names = definition["spec"]!["names"]!.AsObject();
        if (JsonNode.DeepEquals(names, definition["status"]!["acceptedNames"]) && Definition.IsEstablished(definition)) return false;
        var settled = definition.DeepClone().AsObject();
        var status = settled["status"]!;
        var (accepted, conflict) = Accept(definition, names);
        status["acceptedNames"] = accepted;
        var (reason, message) = conflict ?? ("NoConflicts", "no conflicts found");
        SetCondition(status.AsObject(), "NamesAccepted", conflict is null ? "True" : "False", reason, message);
        if (conflict is null)
            SetCondition(status.AsObject(), "Established", "True", "InitialNamesAccepted", "the initial names have been accepted");
        else if (!Definition.IsEstablished(definition))
            SetCondition(status.AsObject(), "Established", "False", "NotAccepted", "not all names are accepted");
        if (JsonNode.DeepEquals(settled, definition)) return false;
        var writer = ManagedEntry.New("kube-apiserver", "Update", Type.ApiVersion, "status", time.GetUtcNow());
        var before = definition.DeepClone().AsObject();
        before["status"]!["conditions"] ??= new JsonArray();
        ManagedFields.RecordUpdate(before, settled, writer, Type.Schema);
        store.Put(Type.StorageKey, "", (string)definition["metadata"]!["name"]!, settled);
        return true;
    }

    // The last name that another definition has is the one that is reported.
    private (JsonObject Accepted, (string Reason, string Message)? Conflict) Accept(JsonObject definition, JsonObject names)
    {
        var others = store.List(Type.StorageKey).Select(entry => entry.Value)
            .Where(other => other["metadata"]!["name"]!.ToString() != definition["metadata"]!["name"]!.ToString() && (string?)other["spec"]!["group"] == (string?)definition["spec"]!["group"])
            .Select(other => other["status"]?["acceptedNames"] as JsonObject ?? [])
            .ToList();
        var kinds = others.SelectMany(other => Kinds.Select(field => (string?)other[field] ?? "")).ToHashSet(StringComparer.Ordinal);
        var resources = others.SelectMany(other => new[] { (string?)other["plural"] ?? "", (string?)other["singular"] ?? "" }.Concat(Strings(other["shortNames"]))).ToHashSet(StringComparer.Ordinal);
        var accepted = definition["status"]!["acceptedNames"]?.DeepClone().AsObject() ?? [];
        (string, string)? conflict = null;
        foreach (var (field, reason) in new[] { ("plural", "Plural"), ("singular", "Singular"), ("shortNames", "ShortNames"), ("kind", "Kind"), ("listKind", "ListKind") })
        {
            var used = Kinds.Contains(field) ? kinds : resources;
            var own = Strings(accepted[field]).ToList();
            var taken = Strings(names[field]).Where(name => !own.Contains(name) && used.Contains(name)).Select(name => $"{GoText.Quote(name)} is already in use").ToList();
            if (taken.Count > 0) conflict = ($"{reason}Conflict", taken.Count == 1 ? taken[0] : $"[{string.Join(", ", taken)}]");
            else if (names[field] is { } name) accepted[field] = name.DeepClone();
            else accepted.Remove(field);
        }
        if (names["categories"] is { } categories) accepted["categories"] = categories.DeepClone();
        else accepted.Remove("categories");
        return (accepted, conflict);
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonArray list => list.Select(item => (string)item!),
        JsonValue value => [(string)value!],
        _ => [],
    };
}
