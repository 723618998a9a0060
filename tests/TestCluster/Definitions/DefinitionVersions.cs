using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;

namespace Headgate.TestCluster.Definitions;

/// <summary>The versions of a definition, as the server holds them: what is the same in all of them stands before them once.</summary>
internal sealed class DefinitionVersions
{
    public DefinitionVersions(JsonObject spec)
    {
        All = [.. (spec["versions"] as JsonArray ?? []).OfType<JsonObject>()];
        (SharesSchema, SharesStatus, SharesColumns) = (Shares("schema"), Shares("subresources"), Shares("additionalPrinterColumns"));
    }

    public List<JsonObject> All { get; }

    public List<JsonObject> Stored => [.. All.Where(version => (bool?)version["storage"] ?? false)];

    public bool SharesSchema { get; }

    public bool SharesColumns { get; }

    private bool SharesStatus { get; }

    public JsonObject? SchemaOf(int index) => All[index]["schema"]?["openAPIV3Schema"] as JsonObject;

    public bool HasStatus(int index) => All[index]["subresources"]?["status"] is not null;

    /// <summary>All versions as Go prints them.</summary>
    public string Print() => $"[]apiextensions.CustomResourceDefinitionVersion{{{string.Join(", ", All.Select(Print))}}}";

    /// <summary>One version as Go prints it. Where a pointer stands a server prints an address, which nobody can foretell.</summary>
    public string Print(JsonObject version)
    {
        var warning = version["deprecationWarning"] is null ? "(*string)(nil)" : "(*string)(0xc000000000)";
        var schema = SharesSchema || version["schema"] is null ? "nil" : "0xc000000000";
        var subresources = SharesStatus || version["subresources"] is null ? "nil" : "0xc000000000";
        return "apiextensions.CustomResourceDefinitionVersion{"
            + $"Name:{GoText.Quote((string?)version["name"] ?? "")}, Served:{Flag("served")}, Storage:{Flag("storage")}, Deprecated:{Flag("deprecated")}, "
            + $"DeprecationWarning:{warning}, Schema:(*apiextensions.CustomResourceValidation)({schema}), "
            + $"Subresources:(*apiextensions.CustomResourceSubresources)({subresources}), AdditionalPrinterColumns:{Columns(version)}}}";

        string Flag(string name) => (bool?)version[name] ?? false ? "true" : "false";
    }

    private string Columns(JsonObject version)
    {
        const string type = "apiextensions.CustomResourceColumnDefinition";
        if (SharesColumns || version["additionalPrinterColumns"] is not JsonArray columns) return $"[]{type}(nil)";
        return $"[]{type}{{{string.Join(", ", columns.Select(column => $"{type}{{Name:{Text(column, "name")}, Type:{Text(column, "type")}, Format:{Text(column, "format")}, Description:{Text(column, "description")}, Priority:{column!["priority"] ?? 0}, JSONPath:{Text(column, "jsonPath")}}}"))}}}";
    }

    private bool Shares(string name) => All.TrueForAll(version => JsonNode.DeepEquals(version[name], All[0][name]));

    private static string Text(JsonNode? column, string name) => GoText.Quote((string?)column![name] ?? "");
}
