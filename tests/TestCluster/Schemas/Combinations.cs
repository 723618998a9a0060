using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>The logical combinations of schemas.</summary>
internal static class Combinations
{
    public static void Check(Schema schema, JsonNode? value, string path, string type, List<Cause> causes)
    {
        foreach (var part in Parts(schema, "allOf")) Validation.Validate(part, value, path, causes);
        var any = Parts(schema, "anyOf");
        if (any.Count > 0 && !any.Any(part => Holds(part, value, path))) Add("must validate at least one schema (anyOf)");
        var one = Parts(schema, "oneOf");
        var valid = one.Count(part => Holds(part, value, path));
        if (one.Count > 0 && valid != 1)
            Add($"must validate one and only one schema (oneOf). Found {(valid == 0 ? "none valid" : $"{valid} valid alternatives")}");
        if (schema.Json["not"] is JsonObject not && Holds(Schema.Parse(not), value, path)) Add("must not validate the schema (not)");

        void Add(string message) => causes.Add(Cause.Invalid(path, $"\"{type}\"", $"{path} in body {message}"));
    }

    private static List<Schema> Parts(Schema schema, string name) =>
        schema.Json[name] is JsonArray parts ? [.. parts.Select(part => Schema.Parse(part!.AsObject()))] : [];

    private static bool Holds(Schema schema, JsonNode? value, string path)
    {
        var causes = new List<Cause>();
        Validation.Validate(schema, value, path, causes);
        return causes.Count == 0;
    }
}
