using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Rights;
using Headgate.TestCluster;

namespace Headgate.Operator.Tests.Cluster.Rights;

/// <summary>
/// The rights of the operator are enough for all that it does, and no more than it uses. With a real server (KUBECONFIG), which records
/// nothing, it is shown that they are enough.
/// </summary>
public class OperatorRightsTests
{
    private static readonly ResourceKind Events = new("events.k8s.io", "v1", "events", "Event");
    private static readonly ResourceKind Leases = new("coordination.k8s.io", "v1", "leases", "Lease");

    // What is granted though the scenario does not use it, and why. Nothing is.
    private static readonly Dictionary<Grant, string> NotUsed = [];

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_operator_does_everything_under_its_rights_and_uses_all_of_them(bool watchAll)
    {
        Assert.SkipWhen(watchAll && TestApi.IsReal, "On a shared server it would work on what other tests have.");
        await using var scenario = await RightsScenario.PrepareAsync(watchAll);
        await using var view = ViewOf(scenario);
        await scenario.RunAsync(() => TellAsync(scenario, view));

        Assert.DoesNotContain(scenario.Log.All, line => line.Contains("forbidden", StringComparison.OrdinalIgnoreCase));
        if (scenario.Api.Cluster is null) return;
        Assert.NotEmpty(scenario.Requests);
        Assert.Empty(scenario.Denied());
        var grants = new Grants(OperatorRights.Of(scenario.Configuration));
        Assert.DoesNotContain(scenario.Requests.Distinct(), request => !grants.All.Any(grant => grants.Allows(grant, request)));
        Assert.DoesNotContain(grants.All.Except(NotUsed.Keys), grant => !scenario.Requests.Any(request => grants.Needs(grant, request)));
        Assert.Empty(NotUsed.Keys.Except(grants.All));
        if (!watchAll) AssertAsksForNothingElse(scenario);
    }

    private static void AssertAsksForNothingElse(RightsScenario scenario)
    {
        string[] places = [scenario.Tenant, scenario.Friend, scenario.Gateways, scenario.Home];
        var others = scenario.Requests.Where(request => request.Group != "apiextensions.k8s.io");
        Assert.All(others, request => Assert.Contains(request.Namespace, places));
    }

    private static ClusterView ViewOf(RightsScenario scenario) => new(scenario.Api.Api,
    [
        .. Kinds.Own.Select(kind => (kind, (string?)scenario.Tenant)),
        (Kinds.Applications, scenario.Friend), (Kinds.Products, scenario.Outside),
        (Kinds.Secrets, scenario.Tenant), (Events, scenario.Tenant), (Kinds.Revisions, scenario.Tenant),
        (Kinds.ConfigMaps, scenario.Gateways), (Kinds.Secrets, scenario.Gateways), (Kinds.Pods, scenario.Gateways),
        (Leases, scenario.Home),
    ]);

    private static async Task TellAsync(RightsScenario scenario, ClusterView view)
    {
        var admin = scenario.Api.Api;
        var watchesAll = scenario.Configuration.WatchNamespaces.Count == 0;
        var cancellation = TestContext.Current.CancellationToken;

        await view.UntilAsync("the Lease is taken", now =>
            now.All(Leases).Any(lease => (string?)lease["spec"]!["holderIdentity"] is not null));
        await view.UntilAsync("a key is made", now => now.Find(Kinds.Secrets, scenario.Tenant, "client-credentials") is not null);
        await view.UntilAsync("it is published", now => Holds(now, Kinds.ConfigMaps, "binaryData", "headgate-main-products-1-0", scenario)
            && Holds(now, Kinds.Secrets, "data", "headgate-main-applications-1-0", scenario));
        await view.UntilAsync("what is stale is pruned", now =>
            now.Find(Kinds.ConfigMaps, scenario.Gateways, "stale") is null && now.Find(Kinds.Secrets, scenario.Gateways, "stale") is null);
        await view.UntilAsync("every kind has a status", now =>
            Kinds.Own.All(kind => now.All(kind).Any(item => Condition(item, "Accepted") is not null)));
        await view.UntilAsync("the gateway is touched", now =>
            now.Find(Kinds.Pods, scenario.Gateways, "gateway")!["metadata"]!["annotations"]?["headgate.dev/touched"] is not null);
        await view.UntilAsync("an Event says what is wrong", now =>
            now.All(Events).Any(item => (string?)item["reason"] == "MetricNotFound"));

        var rotate = new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["headgate.dev/rotate"] = "now" } } };
        await admin.MergeAsync(Kinds.Secrets.PathOf(new ObjectKey(scenario.Gateways, "headgate-main-peppers")), rotate, cancellation);
        await view.UntilAsync("the pepper is rotated", now => (string?)now.Find(Kinds.Secrets, scenario.Gateways, "headgate-main-peppers")
            ?["metadata"]!["annotations"]?["headgate.dev/rotated"] == "now");

        var broken = Proxy(view, scenario);
        await admin.ApplyAsync(RightsManifests.Rule(scenario, "hits"));
        await view.UntilAsync("the mended rule is published", now => Proxy(now, scenario) != broken);
        await view.UntilAsync("the rule is mended", now =>
            Condition(Rule(now, scenario), "Accepted") == "True" && Condition(Rule(now, scenario), "ResolvedRefs") == "True");
        await admin.ApplyAsync(RightsManifests.Rule(scenario, "nosuch"));
        await view.UntilAsync("the Event is counted up", now => now.All(Events).Any(item => (int?)item["series"]?["count"] == 2));

        await view.UntilAsync("there are three versions", now => now.All(Kinds.Revisions).Count() == 3);
        var back = new JsonObject
        {
            ["spec"] = new JsonObject { ["revisionHistoryLimit"] = 1, ["production"] = new JsonObject { ["promotion"] = "Manual", ["version"] = 1 } },
        };
        await admin.MergeAsync(Kinds.Products.PathOf(new ObjectKey(scenario.Tenant, "api")), back, cancellation);
        await view.UntilAsync("production is back, and what nobody needs is forgotten", now => now.All(Kinds.Revisions).Count() == 2
            && (int?)now.Find(Kinds.Products, scenario.Tenant, "api")?["status"]?["versions"]?["production"]?["number"] == 1);

        // Consent by label works where labels can be read; elsewhere the one who is refused learns it.
        await view.UntilAsync("the friend is judged", now => watchesAll
            ? Condition(Friend(now, scenario), "ResolvedRefs") == "True"
            : Message(Friend(now, scenario), "ResolvedRefs")?.Contains("watches some namespaces only", StringComparison.Ordinal) == true);
        Assert.Equal(watchesAll, Condition(view.Find(Kinds.Products, scenario.Outside, "api"), "Accepted") is not null);

        var owner = view.Find(Kinds.Secrets, scenario.Tenant, "client-credentials")!["metadata"]!["ownerReferences"]![0]!;
        Assert.Equal("client", (string?)owner["name"]);
        // Where owner references are guarded (OwnerReferencesPermissionEnforcement), it would ask for a right on finalizers.
        Assert.Null(owner["blockOwnerDeletion"]);
    }

    private static bool Holds(ClusterView now, ResourceKind kind, string field, string name, RightsScenario scenario) =>
        now.Find(kind, scenario.Gateways, name)?[field] is JsonObject entries
        && entries.Any(entry => entry.Key.StartsWith($"{scenario.Tenant}_api.", StringComparison.Ordinal));

    private static string? Proxy(ClusterView now, RightsScenario scenario) =>
        (string?)now.Find(Kinds.ConfigMaps, scenario.Gateways, "headgate-main-products-1-0")?["binaryData"]?[$"{scenario.Tenant}_api.proxy.json.gz"];

    private static JsonObject? Rule(ClusterView now, RightsScenario scenario) => now.Find(Kinds.MappingRules, scenario.Tenant, "all");

    private static JsonObject? Friend(ClusterView now, RightsScenario scenario) => now.Find(Kinds.Applications, scenario.Friend, "client");

    private static string? Condition(JsonObject? item, string type) => (string?)Of(item, type)?["status"];

    private static string? Message(JsonObject? item, string type) => (string?)Of(item, type)?["message"];

    private static JsonNode? Of(JsonObject? item, string type) =>
        (item?["status"]?["conditions"] as JsonArray)?.FirstOrDefault(condition => (string?)condition!["type"] == type);
}
