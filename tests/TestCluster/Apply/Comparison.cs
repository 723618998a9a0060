using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Apply;

/// <summary>How one state of an object differs from another, field by field.</summary>
/// <param name="Changed">Fields that were added or have another value.</param>
/// <param name="Removed">Fields that are gone.</param>
internal sealed record Comparison(FieldSet Changed, FieldSet Removed)
{
    public static Comparison Of(JsonObject before, JsonObject after, Schema? schema)
    {
        var comparison = new Comparison(new FieldSet(), new FieldSet());
        comparison.Objects(before, after, schema, comparison.Changed, comparison.Removed);
        return comparison;
    }

    /// <summary>All fields of an object that somebody applies.</summary>
    public static FieldSet FieldsOf(JsonObject applied, Schema? schema)
    {
        var set = new FieldSet();
        foreach (var (name, value) in applied) Applied(value, schema?.Field(name), set.Below($"f:{name}"));
        return set;
    }

    private void Values(JsonNode? before, JsonNode? after, Schema? schema, FieldSet changed, FieldSet removed)
    {
        if (before is JsonObject fields && after is JsonObject newFields && schema?.IsAtomicMap != true)
            Objects(fields, newFields, schema, changed, removed);
        else if (before is JsonArray list && after is JsonArray newList && ListElements.IsMerged(schema))
            Lists(list, newList, schema!, changed, removed);
        else if (!JsonNode.DeepEquals(before, after))
            Whole(after, schema, changed);
    }

    private void Objects(JsonObject before, JsonObject after, Schema? schema, FieldSet changed, FieldSet removed)
    {
        foreach (var (name, value) in after)
        {
            var (element, inner) = ($"f:{name}", schema?.Field(name));
            if (before.ContainsKey(name)) Descend(before[name], value, inner, element, changed, removed);
            else Whole(value, inner, changed.Below(element));
        }
        foreach (var (name, value) in before)
            if (!after.ContainsKey(name)) Whole(value, schema?.Field(name), removed.Below($"f:{name}"));
    }

    private void Lists(JsonArray before, JsonArray after, Schema schema, FieldSet changed, FieldSet removed)
    {
        foreach (var item in after)
        {
            var element = ListElements.NameOf(schema, item);
            if (ListElements.Find(schema, before, element) is { } earlier) Descend(earlier, item, schema.Items, element, changed, removed);
            else Whole(item, schema.Items, changed.Below(element));
        }
        foreach (var item in before)
        {
            var element = ListElements.NameOf(schema, item);
            if (ListElements.Find(schema, after, element) is null) Whole(item, schema.Items, removed.Below(element));
        }
    }

    private void Descend(JsonNode? before, JsonNode? after, Schema? schema, string element, FieldSet changed, FieldSet removed)
    {
        var (more, less) = (new FieldSet(), new FieldSet());
        Values(before, after, schema, more, less);
        if (!more.IsEmpty) changed.Below(element).Union(more);
        if (!less.IsEmpty) removed.Below(element).Union(less);
    }

    // A value with all that is in it, itself included.
    private static void Whole(JsonNode? value, Schema? schema, FieldSet set)
    {
        set.Add();
        if (value is JsonObject fields && schema?.IsAtomicMap != true)
        {
            foreach (var (name, inner) in fields) Whole(inner, schema?.Field(name), set.Below($"f:{name}"));
        }
        if (value is JsonArray list && ListElements.IsMerged(schema))
        {
            foreach (var item in list) Whole(item, schema!.Items, set.Below(ListElements.NameOf(schema, item)));
        }
    }

    // Who applies a container owns what is in it, and not the container, unless that is empty.
    private static void Applied(JsonNode? value, Schema? schema, FieldSet set)
    {
        if (value is JsonObject { Count: > 0 } fields && schema?.IsAtomicMap != true)
        {
            foreach (var (name, inner) in fields) Applied(inner, schema?.Field(name), set.Below($"f:{name}"));
        }
        else if (value is JsonArray { Count: > 0 } list && ListElements.IsMerged(schema))
        {
            foreach (var item in list)
            {
                var element = set.Below(ListElements.NameOf(schema!, item));
                element.Add();
                if (item is JsonObject) Applied(item, schema!.Items, element);
            }
        }
        else
        {
            set.Add();
        }
    }
}
