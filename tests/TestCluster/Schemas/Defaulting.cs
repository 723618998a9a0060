using System.Text.Json.Nodes;

namespace Headgate.TestCluster.Schemas;

/// <summary>Fills what was left out.</summary>
public static class Defaulting
{
    /// <summary>Drops nulls that are no values, then sets defaults, from the outside in.</summary>
    public static void Apply(Schema schema, JsonNode value)
    {
        if (value is JsonArray list && schema.Items is { } items)
        {
            foreach (var item in list) if (item is not null) Apply(items, item);
            return;
        }
        if (value is not JsonObject fields) return;
        foreach (var (name, inner) in schema.Properties)
        {
            if (fields.TryGetPropertyValue(name, out var present) && present is null && !inner.Nullable) fields.Remove(name);
            if (!fields.ContainsKey(name) && inner.Default is { } fallback) fields[name] = fallback.DeepClone();
        }
        foreach (var (name, present) in fields)
            if (present is not null && schema.Field(name) is { } inner) Apply(inner, present);
    }
}
