using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Http;

/// <summary>Strategic merge patch: a merge patch that knows by which field the elements of some lists are told apart.</summary>
internal static class StrategicMerge
{
    private const string Order = "$setElementOrder/";
    private const string Delete = "$deleteFromPrimitiveList/";

    public static JsonObject Apply(JsonObject target, JsonObject patch, Schema? schema)
    {
        if ((string?)patch["$patch"] == "replace")
        {
            var replaced = patch.DeepClone().AsObject();
            replaced.Remove("$patch");
            return replaced;
        }
        var merged = target.DeepClone().AsObject();
        if (patch["$retainKeys"] is JsonArray retained)
        {
            var names = retained.Select(name => (string)name!).ToHashSet(StringComparer.Ordinal);
            foreach (var name in merged.Select(field => field.Key).Where(name => !names.Contains(name)).ToList()) merged.Remove(name);
        }
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(Delete, StringComparison.Ordinal)) Take(merged, name[Delete.Length..], value!.AsArray());
            if (name.StartsWith('$')) continue;
            if (value is null) merged.Remove(name);
            else merged[name] = Value(merged[name], value, schema?.Field(name));
        }
        foreach (var (name, order) in patch.Where(field => field.Key.StartsWith(Order, StringComparison.Ordinal)))
            Sort(merged, name[Order.Length..], order!.AsArray(), schema);
        return merged;
    }

    private static JsonNode Value(JsonNode? target, JsonNode patch, Schema? schema)
    {
        if (patch is JsonObject changes) return Apply(target as JsonObject ?? [], changes, schema);
        if (patch is JsonArray items && target is JsonArray list)
        {
            if (KeyOf(schema) is { } key) return List(list, items, key, schema!.Items);
            if ((string?)schema?.Json["x-kubernetes-patch-strategy"] == "merge") return new JsonArray([.. list.Concat(items).Select(item => item!.ToJsonString()).Distinct().Select(text => JsonNode.Parse(text))]);
        }
        return patch.DeepClone();
    }

    private static JsonArray List(JsonArray target, JsonArray patch, string key, Schema? schema)
    {
        var merged = target.DeepClone().AsArray();
        foreach (var change in patch.OfType<JsonObject>())
        {
            var index = IndexOf(merged, key, change[key]);
            if ((string?)change["$patch"] == "delete")
            {
                if (index >= 0) merged.RemoveAt(index);
            }
            else if (index >= 0)
            {
                merged[index] = Apply(merged[index]!.AsObject(), change, schema);
            }
            else
            {
                merged.Add(Apply([], change, schema));
            }
        }
        return merged;
    }

    private static void Take(JsonObject fields, string name, JsonArray values)
    {
        if (fields[name] is not JsonArray list) return;
        foreach (var item in list.Where(item => values.Any(value => JsonNode.DeepEquals(value, item))).ToList()) list.Remove(item);
    }

    private static void Sort(JsonObject fields, string name, JsonArray order, Schema? schema)
    {
        if (fields[name] is not JsonArray list || KeyOf(schema?.Field(name)) is not { } key) return;
        var wanted = order.Select(item => item![key]?.ToJsonString()).ToList();
        var sorted = list.OrderBy(item => wanted.IndexOf(item![key]?.ToJsonString()) is >= 0 and var at ? at : int.MaxValue).Select(item => item!.DeepClone());
        fields[name] = new JsonArray([.. sorted]);
    }

    private static string? KeyOf(Schema? schema) => (string?)schema?.Json["x-kubernetes-patch-merge-key"];

    private static int IndexOf(JsonArray list, string key, JsonNode? value)
    {
        for (var index = 0; index < list.Count; index++)
            if (JsonNode.DeepEquals(list[index]![key], value)) return index;
        return -1;
    }
}
