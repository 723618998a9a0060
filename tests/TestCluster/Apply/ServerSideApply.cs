using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Apply;

/// <summary>Server-side apply (Kubernetes API concepts, "Server-Side Apply"): merges what one manager wants into what is there.</summary>
internal static class ServerSideApply
{
    /// <summary>Applies.</summary>
    /// <param name="live">The object as it is; what is there in every object of its kind, for a new one.</param>
    /// <param name="applied">The fields that the manager wants, and no others.</param>
    /// <param name="writer">The manager.</param>
    /// <param name="force">Whether it takes fields from others.</param>
    /// <param name="schema">What the kind looks like.</param>
    /// <returns>The object as it will be, with managedFields.</returns>
    /// <exception cref="StatusException">Others manage some of the fields, with other values.</exception>
    public static JsonObject Apply(JsonObject live, JsonObject applied, ManagedEntry writer, bool force, Schema? schema)
    {
        var managed = ManagedFields.Read(live);
        var own = managed.Find(writer);
        var wanted = Comparison.FieldsOf(ManagedFields.Strip(applied), schema);
        var others = managed.Entries.Where(entry => entry != own).ToList();

        var merged = Merge(live, applied, schema)!.AsObject();
        if (own is not null) Prune(merged, own.Fields.Clone().Except(wanted), [wanted, .. others.Select(entry => entry.Fields)], schema);

        var comparison = Comparison.Of(ManagedFields.Strip(live), ManagedFields.Strip(merged), schema);
        var conflicts = others.OrderBy(entry => entry.Manager, StringComparer.Ordinal).ThenBy(entry => entry.Operation, StringComparer.Ordinal)
            .SelectMany(entry => entry.Fields.Common(comparison.Changed).Select(path => (entry.Label, ListElements.Print(path))))
            .ToList();
        if (conflicts.Count > 0 && !force) throw StatusException.ApplyConflict(conflicts);

        foreach (var entry in others) entry.Fields.Except(comparison.Changed).ExceptBelow(comparison.Removed).Except(comparison.Removed);
        if (own is null) managed.Entries.Add(own = writer);
        else if (!JsonNode.DeepEquals(own.Fields.Write(), wanted.Write())) own.Time = writer.Time;
        own.Fields = wanted;
        managed.WriteTo(merged);
        return merged;
    }

    private static JsonNode? Merge(JsonNode? live, JsonNode? applied, Schema? schema)
    {
        if (live is JsonObject fields && applied is JsonObject wanted && schema?.IsAtomicMap != true)
        {
            var merged = fields.DeepClone().AsObject();
            foreach (var (name, value) in wanted) merged[name] = Merge(fields[name], value, schema?.Field(name))?.DeepClone();
            return merged;
        }
        if (live is JsonArray list && applied is JsonArray items && ListElements.IsMerged(schema)) return MergeLists(list, items, schema!);
        return applied?.DeepClone();
    }

    private static JsonArray MergeLists(JsonArray live, JsonArray applied, Schema schema)
    {
        var merged = new JsonArray();
        foreach (var item in live)
        {
            var wanted = ListElements.Find(schema, applied, ListElements.NameOf(schema, item));
            merged.Add((wanted is null ? item : Merge(item, wanted, schema.Items))?.DeepClone());
        }
        foreach (var item in applied)
            if (ListElements.Find(schema, live, ListElements.NameOf(schema, item)) is null) merged.Add(item?.DeepClone());
        return merged;
    }

    // What the manager gave up goes, unless it is still wanted; from the outside in, since elements of lists are found by fields of theirs.
    private static void Prune(JsonObject merged, FieldSet givenUp, List<FieldSet> wanted, Schema? schema)
    {
        foreach (var path in givenUp.Paths().SelectMany(path => WithContainers(path, schema)).OrderBy(path => path.Count).ToList())
            if (wanted.TrueForAll(fields => !fields.Touches(path))) Remove(merged, path, 0, schema);
    }

    // A field that the schema names goes whole, with what nobody manages in it, when nothing in it is wanted any more.
    private static IEnumerable<IReadOnlyList<string>> WithContainers(IReadOnlyList<string> path, Schema? schema)
    {
        yield return path;
        for (var count = 1; count < path.Count; count++)
        {
            var element = path[count - 1];
            var isNamed = element.StartsWith("f:", StringComparison.Ordinal) && schema?.Properties.ContainsKey(element[2..]) == true;
            if (isNamed && (count > 1 || element != "f:metadata")) yield return [.. path.Take(count)];
            schema = element.StartsWith("f:", StringComparison.Ordinal) ? schema?.Field(element[2..]) : schema?.Items;
        }
    }

    // True when the value that was removed left an empty container behind.
    private static bool Remove(JsonNode node, IReadOnlyList<string> path, int depth, Schema? schema)
    {
        var (element, last) = (path[depth], depth == path.Count - 1);
        if (node is JsonArray list)
        {
            if (schema is null || ListElements.Find(schema, list, element) is not { } item) return false;
            if (last || Remove(item, path, depth + 1, schema.Items)) list.Remove(item);
            return list.Count == 0;
        }
        var name = element[2..];
        if (node is not JsonObject fields || !fields.ContainsKey(name)) return false;
        if (last || (fields[name] is { } inner && Remove(inner, path, depth + 1, schema?.Field(name)))) fields.Remove(name);
        return fields.Count == 0;
    }
}
