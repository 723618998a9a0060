using System.Text.Json.Nodes;
using Headgate.TestCluster.Schemas;

namespace Headgate.TestCluster.Tests.Schemas;

/// <summary>Judges one field, <c>spec.x</c>, by the schema of it.</summary>
internal static class Judge
{
    /// <summary>Everything that is wrong, as messages of a real server read.</summary>
    public static string Of(string schema, string value)
    {
        var root = Parse(schema);
        var item = JsonNode.Parse($$$"""{"spec":{"x": {{{value}}} }}""")!.AsObject();
        var causes = Validation.Validate(root, item).Concat(ListKeys.Check(root, item));
        return string.Join("; ", causes.Select(cause => $"{cause.Field}: {cause.Message}"));
    }

    /// <summary>The reasons alone.</summary>
    public static string ReasonsOf(string schema, string value) => string.Join(
        "; ", Validation.Validate(Parse(schema), JsonNode.Parse($$$"""{"spec":{"x": {{{value}}} }}""")!.AsObject()).Select(cause => cause.Reason));

    /// <summary>What is left of the field, and what was removed.</summary>
    public static (string Left, string Removed) Prune(string schema, string value)
    {
        var item = JsonNode.Parse($$$"""{"spec":{"x": {{{value}}} }}""")!.AsObject();
        var removed = Pruning.Prune(Parse(schema), item);
        return (item["spec"]!["x"]!.ToJsonString(), string.Join(", ", removed));
    }

    /// <summary>The object with defaults.</summary>
    public static string Complete(string schema, string spec)
    {
        var item = JsonNode.Parse($$"""{"spec": {{spec}} }""")!.AsObject();
        Defaulting.DropNulls(Parse(schema), item);
        Defaulting.Apply(Parse(schema), item);
        return item["spec"]!.ToJsonString();
    }

    private static Schema Parse(string schema) =>
        Schema.Parse(JsonNode.Parse($$$$$"""{"type":"object","properties":{"spec":{"type":"object","properties":{"x": {{{{{schema}}}}} }}}}""")!.AsObject());
}
