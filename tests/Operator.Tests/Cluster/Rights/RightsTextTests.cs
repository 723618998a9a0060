using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Rights;
using Headgate.Resources;

namespace Headgate.Operator.Tests.Cluster.Rights;

/// <summary>What <c>headgate rights</c> prints.</summary>
public class RightsTextTests
{
    private static readonly ServiceAccountName Account = new("home", "operator");

    [Fact]
    public void The_order_of_namespaces_and_pools_changes_no_byte()
    {
        var one = Configuration(["b", "a", "b"], "y", "x");
        var other = Configuration(["a", "b"], "x", "y", "x");
        Assert.Equal(Text(one), Text(other));
    }

    [Fact]
    public void The_text_says_what_the_roles_say_and_binds_each_to_the_account()
    {
        var roles = OperatorRights.Of(Configuration(["a", "123"], "true"));
        var documents = YamlManifests.Read(RightsText.Of(roles, "headgate", Account));
        var kinds = roles.SelectMany(role => new[] { role.Kind, $"{role.Kind}Binding" });
        Assert.Equal(kinds, documents.Select(document => (string?)document["kind"]));
        foreach (var (role, index) in roles.Select((role, index) => (role, index)))
        {
            var (written, binding) = (documents[index * 2], documents[(index * 2) + 1]);
            Assert.All(new[] { written, binding }.Select(document => document["metadata"]!), metadata =>
                Assert.Equal((role.Name, role.Namespace), ((string?)metadata["name"], (string?)metadata["namespace"])));
            Assert.Equal(role.Rules.Select(Described), written["rules"]!.AsArray().Select(Described));
            Assert.Equal((role.Kind, role.Name), ((string?)binding["roleRef"]!["kind"], (string?)binding["roleRef"]!["name"]));
            var subject = Assert.Single(binding["subjects"]!.AsArray())!;
            Assert.Equal("ServiceAccount home/operator", $"{subject["kind"]} {subject["namespace"]}/{subject["name"]}");
        }
    }

    [Fact]
    public void Every_rule_stands_below_its_reason()
    {
        var lines = Text(Configuration([], "x")).Split('\n');
        Assert.All(lines.Index().Where(line => line.Item.StartsWith("- apiGroups", StringComparison.Ordinal)),
            line => Assert.StartsWith("# ", lines[line.Index - 1], StringComparison.Ordinal));
    }

    [Fact]
    public void With_namespaces_to_watch_nothing_is_asked_of_the_cluster_but_the_definitions()
    {
        var wide = OperatorRights.Of(Configuration(["a"], "x")).Where(role => role.Namespace is null);
        var rule = Assert.Single(Assert.Single(wide).Rules);
        Assert.Equal(("customresourcedefinitions", "get", 5), (rule.Resources.Single(), rule.Verbs.Single(), rule.Names.Count));
    }

    [Fact]
    public void No_rule_has_a_wildcard_or_gives_rights_away()
    {
        string[] never = ["*", "escalate", "bind", "impersonate", "deletecollection"];
        var roles = new[] { Configuration([], "x"), Configuration(["a"], "x") }.SelectMany(OperatorRights.Of);
        var rules = roles.SelectMany(role => role.Rules);
        Assert.All(rules, rule => Assert.Empty(rule.Verbs.Concat(rule.Resources).Append(rule.Group).Intersect(never)));
    }

    [Fact]
    public void An_operator_without_a_Lease_has_no_right_to_one() =>
        Assert.DoesNotContain("leases", Text(Configuration([], "x") with { Lease = null }), StringComparison.Ordinal);

    [Theory]
    [InlineData("home/operator", true)]
    [InlineData("home/operator.v2", true)]
    [InlineData("operator", false)]
    [InlineData("home/", false)]
    [InlineData("/operator", false)]
    [InlineData("a/b/c", false)]
    [InlineData("Home/operator", false)]
    [InlineData("home/operator\n", false)]
    [InlineData("home.x/operator", false)]
    [InlineData("home/operator..v2", false)]
    public void An_account_is_named_as_kubernetes_names_it(string text, bool good) =>
        Assert.Equal(good, ServiceAccountName.TryParse(text) is not null);

    private static string Text(OperatorConfiguration configuration) =>
        RightsText.Of(OperatorRights.Of(configuration), configuration.Install, Account);

    private static OperatorConfiguration Configuration(IReadOnlyList<string> watched, params string[] gateways) => new()
    {
        WatchNamespaces = watched,
        Lease = new LeaseConfiguration { Namespace = "home" },
        Pools =
        [
            .. gateways.Select((place, index) => new PoolConfiguration
            {
                Name = $"pool{index}",
                Namespace = place,
                PodSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "gateway" } },
            }),
        ],
    };

    private static string Described(AccessRule rule) => Described([rule.Group], rule.Resources, rule.Names, rule.Verbs);

    private static string Described(JsonNode? rule) =>
        Described(Texts(rule!["apiGroups"]), Texts(rule["resources"]), Texts(rule["resourceNames"]), Texts(rule["verbs"]));

    private static string Described(params IEnumerable<string>[] parts) => string.Join(" | ", parts.Select(part => string.Join(' ', part)));

    private static IEnumerable<string> Texts(JsonNode? list) => (list as JsonArray ?? []).Select(item => (string)item!);
}
