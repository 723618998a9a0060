using System.Text.Json.Nodes;
using Headgate.TestCluster.Tests.Api;

namespace Headgate.TestCluster.Tests.Definitions;

/// <summary>What else of a definition a real server refuses, over HTTP.</summary>
public sealed class DefinitionTests(ApiRun api) : IClassFixture<ApiRun>
{
    private const string Label = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    [Theory]
    [InlineData("spec.group", "\"example\"", "metadata.name: Invalid value: \"gizmos.example.dev\": must be spec.names.plural+\".\"+spec.group", "spec.group: Invalid value: \"example\": should be a domain with at least one dot")]
    [InlineData("metadata.name", "\"other.example.dev\"", "metadata.name: Invalid value: \"other.example.dev\": must be spec.names.plural+\".\"+spec.group")]
    [InlineData("spec.scope", "\"World\"", "spec.scope: Unsupported value: \"World\": supported values: \"Cluster\", \"Namespaced\"")]
    [InlineData("spec.names.kind", "\"Giz_mo\"", "spec.names.kind: Invalid value: \"Giz_mo\": may have mixed case, but should otherwise match: " + Label,
        "spec.names.listKind: Invalid value: \"Giz_moList\": may have mixed case, but should otherwise match: " + Label, "spec.names.singular: Invalid value: \"giz_mo\": " + Label)]
    [InlineData("spec.names.listKind", "\"Gizmo\"", "spec.names.listKind: Invalid value: \"Gizmo\": kind and listKind may not be the same")]
    [InlineData("spec.names.shortNames", "[\"ok\",\"Not\"]", "spec.names.shortNames[1]: Invalid value: \"Not\": " + Label)]
    [InlineData("spec.names.categories", "[\"All\"]", "spec.names.categories[0]: Invalid value: \"All\": " + Label)]
    [InlineData("spec.versions.0.name", "\"1\"", "spec.versions[0].name: Invalid value: \"1\": " + Label, "spec.version: Invalid value: \"1\": " + Label)]
    [InlineData("spec.versions.0.schema", "null", "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required")]
    [InlineData("spec.versions.0.storage", "false", "status.storedVersions: Invalid value: []string(nil): must have at least one stored version")]
    [InlineData("spec.versions.0.deprecationWarning", "\"old\"", "spec.versions[0].deprecationWarning: Invalid value: \"old\": can only be set for deprecated versions")]
    [InlineData("spec.versions.0.additionalPrinterColumns", "[{\"name\":\"A\",\"type\":\"text\",\"jsonPath\":\".a\"}]", "spec.additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string")]
    [InlineData("spec.versions.0.additionalPrinterColumns", "[{\"name\":\"A\",\"type\":\"string\",\"jsonPath\":\"a\"}]", "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with .")]
    [InlineData("spec.conversion", "{\"strategy\":\"Magic\"}", "spec.conversion.strategy: Unsupported value: \"Magic\": supported values: \"None\", \"Webhook\"")]
    [InlineData("spec.preserveUnknownFields", "true", "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")]
    public async Task A_definition_with_something_wrong_is_refused(string path, string value, params string[] says)
    {
        var message = await api.RefusedAsync(422, "POST", ApiRun.Definitions, Changed(path, value));
        Assert.StartsWith("CustomResourceDefinition.apiextensions.k8s.io \"", message, StringComparison.Ordinal);
        Assert.All(says, text => Assert.Contains(text, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_versions_that_are_both_stored_are_printed_as_Go_prints_them()
    {
        var item = JsonNode.Parse(Changed("spec.scope", "\"Namespaced\""))!;
        var second = item["spec"]!["versions"]![0]!.DeepClone();
        second["name"] = "v2";
        item["spec"]!["versions"]!.AsArray().Add(second);
        const string rest = "Served:true, Storage:true, Deprecated:false, DeprecationWarning:(*string)(nil), Schema:(*apiextensions.CustomResourceValidation)(nil), Subresources:(*apiextensions.CustomResourceSubresources)(nil), AdditionalPrinterColumns:[]apiextensions.CustomResourceColumnDefinition(nil)}";
        const string type = "apiextensions.CustomResourceDefinitionVersion";
        Assert.Equal(
            "CustomResourceDefinition.apiextensions.k8s.io \"gizmos.example.dev\" is invalid: [spec.versions: Invalid value: []" + type + "{" + type + "{Name:\"v1\", " + rest + ", " + type + "{Name:\"v2\", " + rest
                + "}: must have exactly one version marked as storage version, status.storedVersions: Invalid value: " + type + "{Name:\"v2\", " + rest + ": must have the storage version v2]",
            await api.RefusedAsync(422, "POST", ApiRun.Definitions, item.ToJsonString()));
    }

    [Fact]
    public async Task Versions_with_schemas_of_their_own_are_named_one_by_one()
    {
        var item = JsonNode.Parse(Changed("spec.scope", "\"Namespaced\""))!;
        var second = JsonNode.Parse(
            """{"name":"v2","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","properties":{"a":{}}}}}""");
        item["spec"]!["versions"]!.AsArray().Add(second);
        Assert.Contains(
            "spec.versions[1].schema.openAPIV3Schema.properties[a].type: Required value: must not be empty for specified object fields",
            await api.RefusedAsync(422, "POST", ApiRun.Definitions, item.ToJsonString()),
            StringComparison.Ordinal);
    }

    private static string Changed(string path, string value)
    {
        var item = JsonNode.Parse(ApiRun.Definition("gizmos", "Gizmo", """{"type":"object"}"""))!;
        var parts = path.Split('.');
        var node = parts[..^1].Aggregate(item, (inner, part) => int.TryParse(part, out var index) ? inner[index]! : inner[part]!);
        node[parts[^1]] = JsonNode.Parse(value);
        return item.ToJsonString();
    }
}
