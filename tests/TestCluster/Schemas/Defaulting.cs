using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Schemas;

/// <summary>Fills what was left out (apiextensions-apiserver, pkg/apiserver/schema/defaulting).</summary>
public static class Defaulting
{
    /// <summary>Drops nulls that are no values and have no default.</summary>
    public static void DropNulls(Schema? schema, JsonNode? value)
    {
        foreach (var item in value as JsonArray ?? []) DropNulls(schema?.Items, item);
        if (value is not JsonObject fields) return;
        foreach (var (name, present) in fields.ToList())
        {
            var inner = schema?.Field(name);
            if (present is null && inner is { Nullable: false, Default: null }) fields.Remove(name);
            else DropNulls(inner, present);
        }
    }

    /// <summary>Sets defaults, from the outside in; a null that is no value becomes the default.</summary>
    public static void Apply(Schema schema, JsonNode value)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            for (var index = 0; index < list.Count; index++)
            {
                if (list[index] is null && !items.Nullable && items.Default is { } element) list[index] = element.DeepClone();
                if (list[index] is { } item) Apply(items, item);
            }
            return;
        }
        if (value is not JsonObject fields) return;
        foreach (var (name, inner) in schema.Properties)
        {
            if (inner.Default is not { } fallback) continue;
            if (!fields.TryGetPropertyValue(name, out var present) || (present is null && !inner.Nullable))
                fields[name] = fallback.DeepClone();
        }
        foreach (var (name, present) in fields.ToList())
        {
            if (schema.Field(name) is not { } inner) continue;
            if (present is not null) Apply(inner, present);
        }
    }
}
