using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Rights;

namespace Headgate.Chart.Tests;

/// <summary>
/// The operator's configuration can be read, and its rights are those that <c>headgate rights</c> prints for it: the same names, places and
/// rules, and nothing else is bound to its ServiceAccount.
/// </summary>
public class ChartRightsTests
{
    public static TheoryData<string> Cases() => [.. GoldenCase.Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_operator_has_the_rights_of_its_configuration_and_no_others(string name)
    {
        var objects = await GoldenCase.ObjectsAsync(name);
        var configuration = ConfigurationOf(objects);
        var values = Chart.Parse(new GoldenCase(name).Values) as JsonObject;
        var isMade = (bool?)values?["rbac"]?["create"] ?? true;
        var readsDefinitions = (bool?)values?["rbac"]?["definitions"] ?? true;
        var expected = OperatorRights.Of(configuration)
            .Where(role => isMade && (readsDefinitions || !role.Name.EndsWith("-definitions", StringComparison.Ordinal)));

        Assert.Equal(expected.Select(Text).Order(StringComparer.Ordinal), Bound(objects).Select(Text).Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Only_the_operator_has_rights(string name)
    {
        var objects = await GoldenCase.ObjectsAsync(name);
        var account = (string?)objects.Single(IsOperator)["spec"]!["template"]!["spec"]!["serviceAccountName"];
        Assert.All(objects.Where(item => ((string)item["kind"]!).EndsWith("Binding", StringComparison.Ordinal)).SelectMany(item => item["subjects"]!.AsArray()), subject =>
            Assert.Equal(("ServiceAccount", account, "headgate"), ((string?)subject!["kind"], (string?)subject["name"], (string?)subject["namespace"])));
    }

    /// <summary>The configuration that the operator of a release reads.</summary>
    internal static OperatorConfiguration ConfigurationOf(IReadOnlyList<JsonObject> objects)
    {
        var text = (string?)objects.Select(item => item["data"]?["operator.yaml"]).Single(found => found is not null);
        using var files = new PodFiles(objects.Single(IsOperator)["spec"]!["template"]!["spec"]!);
        var file = Path.GetTempFileName() + ".yaml";
        try
        {
            File.WriteAllText(file, files.Map(text!));
            return ConfigurationFile.Read(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool IsOperator(JsonObject item) =>
        (string?)item["kind"] == "Deployment" && (string?)item["metadata"]!["labels"]!["app.kubernetes.io/component"] == "operator";

    private static IEnumerable<JsonObject> Bound(IReadOnlyList<JsonObject> objects) =>
        from binding in objects
        where ((string)binding["kind"]!).EndsWith("Binding", StringComparison.Ordinal)
        select objects.Single(role => (string?)role["kind"] == (string?)binding["roleRef"]!["kind"]
            && (string?)role["metadata"]!["name"] == (string?)binding["roleRef"]!["name"]
            && (string?)role["metadata"]!["namespace"] == (string?)binding["metadata"]!["namespace"]);

    private static string Text(AccessRole role) => $"{role.Kind} {role.Namespace}/{role.Name}\n" + string.Join('\n', role.Rules.Select(rule =>
        $"  {string.Join(',', rule.Verbs)} {rule.Group} {string.Join(',', rule.Resources)} [{string.Join(',', rule.Names)}]"));

    private static string Text(JsonObject role) => $"{role["kind"]} {role["metadata"]!["namespace"]}/{role["metadata"]!["name"]}\n" + string.Join('\n', role["rules"]!.AsArray().Select(rule =>
        $"  {List(rule!["verbs"])} {List(rule["apiGroups"])} {List(rule["resources"])} [{List(rule["resourceNames"])}]"));

    private static string List(JsonNode? list) => string.Join(',', (list as JsonArray ?? []).Select(item => (string?)item));
}
