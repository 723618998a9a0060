using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Definitions;

/// <summary>Judges the schema of a definition: that it is structural, that its defaults hold, that its keywords go together.</summary>
internal static class DefinitionSchemas
{
    private static readonly string[] AllowedAtRoot =
    [
        "description", "type", "format", "title", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems",
        "uniqueItems", "multipleOf", "required", "items", "properties", "externalDocs", "example", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-validations",
    ];

    /// <summary>Everything that is wrong.</summary>
    public static List<Cause> Check(JsonObject schema, string path, bool hasStatus)
    {
        var causes = new List<Cause>();
        if (hasStatus) CheckRoot(schema, path, causes);
        if ((bool?)schema["nullable"] == true) causes.Add(Cause.Forbidden($"{path}.nullable", "nullable cannot be true at the root"));
        var structure = StructuralRules.Check(schema, path);
        // Defaults of what is no structural schema mean nothing.
        causes.AddRange(structure.Count > 0 ? structure : Defaults(Schema.Parse(schema), path, isInMetadata: false));
        causes.AddRange(KeywordRules.Check(schema, path));
        return causes;
    }

    // The status is taken out of the schema as one property, so that nothing at the root may speak of it.
    private static void CheckRoot(JsonObject schema, string path, List<Cause> causes)
    {
        if ((string?)schema["type"] is { } type && type != "object")
            causes.Add(
                Cause.Invalid($"{path}.type", GoText.Quote(type), "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled"));
        else if (schema.Any(keyword => !AllowedAtRoot.Contains(keyword.Key) && keyword.Key != "nullable"))
            causes.Add(
                Cause.Invalid(path, "apiextensions.JSONSchemaProps{}", $"only [{string.Join(' ', AllowedAtRoot.Select(InGo))}] fields are allowed at the root of the schema if the status subresource is enabled"));
    }

    private static string InGo(string keyword) => keyword switch
    {
        "x-kubernetes-preserve-unknown-fields" => "XPreserveUnknownFields",
        "x-kubernetes-validations" => "XValidations",
        _ => char.ToUpperInvariant(keyword[0]) + keyword[1..],
    };

    private static IEnumerable<Cause> Defaults(Schema schema, string path, bool isInMetadata)
    {
        if (schema.Default is { } value)
        {
            var pruned = value.DeepClone();
            Pruning.Prune(schema, pruned);
            if (!isInMetadata && !JsonNode.DeepEquals(pruned, value))
                yield return Cause.Invalid($"{path}.default", GoText.Value(value), "must not have unknown fields");
            foreach (var cause in Validation.Check(schema, value, "").Causes)
                yield return cause with { Field = cause.Field is "" or "<nil>" ? $"{path}.default" : $"{path}.default.{cause.Field.TrimStart('.')}" };
        }
        if (schema.Items is { } items)
        {
            foreach (var cause in Defaults(items, $"{path}.items", isInMetadata)) yield return cause;
        }
        foreach (var (name, inner) in schema.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
            foreach (var cause in Defaults(inner, $"{path}.properties[{name}]", isInMetadata || (schema.IsEmbedded && name == "metadata")))
                yield return cause;
    }
}
