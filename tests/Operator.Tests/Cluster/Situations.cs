using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.TestCluster;
using Headgate.TestOperator;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>What people do to the story of <see cref="Scenario"/> that one warning or fault of one object follows from.</summary>
internal static class Situations
{
    /// <summary>Brings one about.</summary>
    public static Task MakeAsync(string name, Stage stage, CancellationToken cancellationToken)
    {
        var tenant = stage.Tenants[0];
        return name switch
        {
            "some hosts taken" => stage.ApplyAsync(Product(tenant, $"api.{tenant}.example", "free.example"), cancellationToken),
            "all hosts taken" => stage.ApplyAsync(Product(tenant, $"api.{tenant}.example"), cancellationToken),
            "rule with an unknown metric" => stage.ApplyAsync(Rule(tenant, "other", "/other", "nothing"), cancellationToken),
            "plan with an unknown metric" => stage.ApplyAsync(Plan(tenant), cancellationToken),
            "the same rule twice" => stage.ApplyAsync(Rule(tenant, "other", "/hello", "hello"), cancellationToken),
            "a rule that takes all of another" => stage.ApplyAsync(Rule(tenant, "first", "/", "hits", last: true), cancellationToken),
            "two rules that count one call" => stage.ApplyAsync(Rule(tenant, "all", "/", "hits"), cancellationToken),
            "rule without a Product" => stage.ApplyAsync(Rule(tenant, "other", "/other", "hits", product: "none"), cancellationToken),
            "Application without a plan" => stage.ApplyAsync(Scenario.Application(tenant, "own", "none", "own-key"), cancellationToken),
            "Application without an Account" => stage.DeleteAsync(Kinds.Accounts, new ObjectKey(tenant, "company"), cancellationToken),
            "the same key twice" => stage.ApplyAsync(Scenario.Application(tenant, "second", "silver", "own-key"), cancellationToken),
            "Application without its Secret" => stage.ApplyAsync(Scenario.Application(tenant, "second", "silver", "none"), cancellationToken),
            "Product without its Secret" => stage.ApplyAsync(WithToken(tenant), cancellationToken),
            "two gateways" => JoinAsync(stage, cancellationToken),
            _ => throw new ArgumentException(name, nameof(name)),
        };
    }

    /// <summary>A configuration whose pool takes in what "two gateways" makes.</summary>
    public static OperatorConfiguration Configure(Stage stage)
    {
        var configuration = stage.Configure();
        var selector = new Resources.LabelSelector { MatchLabels = new Dictionary<string, string> { ["pool"] = Stage.Pool } };
        return configuration with { Pools = [configuration.Pools[0] with { PodSelector = selector }] };
    }

    private static JsonObject Product(string tenant, params string[] hosts)
    {
        var product = Scenario.Objects(tenant)[0];
        // Of two that are of one age the first by name is the older one.
        product["metadata"]!["name"] = "later";
        product["spec"]!["hosts"] = new JsonArray([.. hosts.Select(host => (JsonNode)host)]);
        return product;
    }

    private static JsonObject WithToken(string tenant)
    {
        var product = Scenario.Objects(tenant)[0];
        product["spec"]!["upstream"] = new JsonObject { ["secretTokenRef"] = new JsonObject { ["name"] = "none", ["key"] = "token" } };
        return product;
    }

    private static JsonObject Rule(string tenant, string name, string pattern, string metric, bool last = false, string product = "api") =>
        Scenario.Make(Kinds.MappingRules, tenant, name, new JsonObject
        {
            ["productRef"] = Scenario.Named(product),
            ["method"] = "GET",
            ["pattern"] = pattern,
            ["metric"] = metric,
            ["last"] = last,
        });

    private static JsonObject Plan(string tenant)
    {
        var plan = Scenario.Plan(tenant, "other", 1);
        plan["spec"]!["limits"]![0]!["metric"] = "nothing";
        return plan;
    }

    // Pods that are ready and say nothing: they are counted all the same.
    private static async Task JoinAsync(Stage stage, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { "gateway-1", "gateway-2" })
        {
            await stage.Api.Api.CreateAsync(Kinds.Pods.PathOf(stage.Gateways), PodManifest.Of(name, Stage.Pool, 2), cancellationToken);
            var path = Kinds.Pods.PathOf(new ObjectKey(stage.Gateways, name), "status");
            // Where nobody listens.
            await stage.Api.Api.MergeAsync(path, PodManifest.Status("127.0.1.200", isReady: true), cancellationToken);
        }
    }
}
