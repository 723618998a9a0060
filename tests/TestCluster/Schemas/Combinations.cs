using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Schemas;

/// <summary>The logical combinations of schemas. Of alternatives that all fail, the one that came furthest is reported beside the failure itself.</summary>
internal static class Combinations
{
    public static Findings Check(Schema schema, JsonNode value, string path)
    {
        var found = new Findings();
        Any(schema, value, path, found);
        One(schema, value, path, found);
        All(schema, value, path, found);
        if (schema.Not is { } not && Validation.Check(not, value, path).IsValid) Say(found, path, "must not validate the schema (not)");
        found.Matched();
        return found;
    }

    private static void Any(Schema schema, JsonNode value, string path, Findings found)
    {
        Findings? best = null;
        foreach (var part in schema.AnyOf)
        {
            var result = Validation.Check(part, value, path);
            if (result.IsValid)
            {
                found.Merge(result);
                return;
            }
            if (best is null || result.Matches > best.Matches) best = result;
        }
        if (best is null) return;
        Say(found, path, "must validate at least one schema (anyOf)");
        found.Merge(best);
    }

    private static void One(Schema schema, JsonNode value, string path, Findings found)
    {
        if (schema.OneOf.Count == 0) return;
        var results = schema.OneOf.Select(part => Validation.Check(part, value, path)).ToList();
        var valid = results.Where(result => result.IsValid).ToList();
        switch (valid.Count)
        {
            case 1:
                found.Merge(valid[0]);
                break;
            case 0:
                Say(found, path, "must validate one and only one schema (oneOf). Found none valid");
                found.Merge(results.MaxBy(result => result.Matches));
                break;
            default:
                Say(found, path, $"must validate one and only one schema (oneOf). Found {valid.Count} valid alternatives");
                break;
        }
    }

    private static void All(Schema schema, JsonNode value, string path, Findings found)
    {
        var results = schema.AllOf.Select(part => Validation.Check(part, value, path)).ToList();
        foreach (var result in results) found.Merge(result);
        if (results.TrueForAll(result => result.IsValid)) return;
        Say(found, path, $"must validate all the schemas (allOf){(results.Exists(result => result.IsValid) ? "" : ". None validated")}");
    }

    // These messages carry their path themselves.
    private static void Say(Findings found, string path, string message) =>
        found.Add(Cause.Invalid("<nil>", "\"\"", $"{GoText.Quote(path)} {message}"));
}
