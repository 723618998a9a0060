using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;

namespace Headgate.TestOperator;

/// <summary>
/// A small world of objects that name each other, often wrongly: few names, so that references dangle, hosts and keys collide, and what is
/// deleted comes back.
/// </summary>
internal sealed class World(Stage stage, Random random)
{
    private const int Names = 3;

    private static readonly string[] Hosts = ["a.example", "b.example", "c.example", "d.example"];
    private static readonly string[] Metrics = ["hits", "m0", "m1", "none"];
    private static readonly string[] Patterns = ["/", "/a", "/a/{id}", "/b$", "/a?x=1"];
    private static readonly string[] Keys = ["KEY-ONE-0000000000000000", "KEY-TWO-0000000000000000", "KEY-THREE-00000000000000"];
    private static readonly string[] Periods = ["Minute", "Day", "Eternity"];

    /// <summary>Creates, edits or deletes one object.</summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var kind = Pick([Kinds.Products, Kinds.MappingRules, Kinds.ApplicationPlans, Kinds.Applications, Kinds.Applications, Kinds.Accounts, Kinds.Secrets]);
        var (tenant, index) = (random.Next(stage.Tenants.Count), random.Next(Names));
        var key = new ObjectKey(stage.Tenants[tenant], $"{kind.Plural}-{index}");
        if (random.Next(3) == 0) await stage.DeleteAsync(kind, key, cancellationToken);
        else await stage.ApplyAsync(Manifest(kind, tenant, index), cancellationToken);
    }

    /// <summary>A manifest with random content. What cannot be changed later follows from its name.</summary>
    public JsonObject Manifest(ResourceKind kind, int tenant, int index)
    {
        var manifest = Stage.Manifest(kind, stage.Tenants[tenant], $"{kind.Plural}-{index}");
        if (kind == Kinds.Secrets) return Secret(manifest);
        manifest["spec"] = kind.Kind switch
        {
            nameof(Product) => Product(),
            nameof(MappingRule) => Rule(tenant, index),
            nameof(ApplicationPlan) => Plan(tenant, index),
            nameof(Application) => Application(tenant, index),
            _ => new JsonObject { ["organization"] = "Org", ["state"] = Pick("Live", "Live", "Suspended") },
        };
        return manifest;
    }

    private JsonObject Product()
    {
        var spec = new JsonObject
        {
            ["hosts"] = new JsonArray([.. Hosts.Where(_ => random.Next(3) == 0).DefaultIfEmpty(Pick(Hosts)).Select(host => (JsonNode)host)]),
            ["backends"] = new JsonArray(new JsonObject
            {
                ["name"] = "b",
                ["service"] = new JsonObject { ["name"] = "backend", ["port"] = random.Next(1, 4) },
            }),
            ["methods"] = new JsonArray([.. Enumerable.Range(0, random.Next(3)).Select(number => (JsonNode)new JsonObject { ["name"] = $"m{number}" })]),
            ["authentication"] = new JsonObject { [Pick("userKey", "userKey", "appIdAndKey")] = new JsonObject() },
        };
        if (random.Next(3) == 0) spec["production"] = new JsonObject { ["promotion"] = "Manual", ["version"] = random.Next(1, 5) };
        if (random.Next(3) == 0) spec["staging"] = new JsonObject { ["hosts"] = new JsonArray(Pick(Hosts)) };
        if (random.Next(2) == 0) spec["allowedNamespaces"] = new JsonObject { ["from"] = Pick("Same", "All") };
        if (random.Next(4) == 0)
        {
            spec["upstream"] = new JsonObject
            {
                ["secretTokenRef"] = new JsonObject { ["name"] = $"secrets-{random.Next(Names)}", ["key"] = "user_key" },
            };
        }
        return spec;
    }

    private JsonObject Rule(int tenant, int index) => new()
    {
        ["productRef"] = ProductOf(tenant, index, mayLeave: false),
        ["method"] = Pick("GET", "POST"),
        ["pattern"] = Pick(Patterns),
        ["metric"] = Pick(Metrics),
        ["increment"] = random.Next(1, 3),
        ["last"] = random.Next(4) == 0,
    };

    private JsonObject Plan(int tenant, int index) => new()
    {
        ["productRef"] = ProductOf(tenant, index, mayLeave: false),
        ["limits"] = new JsonArray([.. Periods.Where(_ => random.Next(2) == 0).Select(period => (JsonNode)new JsonObject
        {
            ["metric"] = Pick(Metrics),
            ["period"] = period,
            ["value"] = random.Next(100),
        })]),
    };

    private JsonObject Application(int tenant, int index)
    {
        var spec = new JsonObject
        {
            ["productRef"] = ProductOf(tenant, index, mayLeave: true),
            ["planRef"] = new JsonObject { ["name"] = $"applicationplans-{random.Next(Names)}" },
            ["state"] = Pick("Live", "Live", "Suspended"),
        };
        if (random.Next(2) == 0) spec["accountRef"] = new JsonObject { ["name"] = $"accounts-{random.Next(Names)}" };
        if (random.Next(2) == 0) spec["credentials"] = new JsonObject { ["secretRef"] = new JsonObject { ["name"] = $"secrets-{random.Next(Names)}" } };
        if (random.Next(3) == 0) spec["appId"] = $"id-{random.Next(2)}";
        return spec;
    }

    private JsonObject Secret(JsonObject manifest)
    {
        if (random.Next(5) > 0) manifest["metadata"]!["labels"] = new JsonObject { [Resources.Secret.CredentialsLabel] = "true" };
        var data = new JsonObject();
        foreach (var entry in new[] { "user_key", "app_key", "user_key.next" }.Where(_ => random.Next(2) == 0)) data[entry] = Pick(Keys);
        manifest["stringData"] = data;
        manifest["type"] = "Opaque";
        if (random.Next(3) == 0)
            manifest["metadata"]!["annotations"] = new JsonObject { [Resources.Secret.ExpiresAnnotationPrefix + "user_key"] = Pick("2030-01-31T12:00:00Z", "soon") };
        return manifest;
    }

    // Applications of the last tenant name Products of the first.
    private JsonObject ProductOf(int tenant, int index, bool mayLeave)
    {
        var reference = new JsonObject { ["name"] = $"products-{index % 2}" };
        if (mayLeave && index == 0 && tenant > 0) reference["namespace"] = stage.Tenants[0];
        return reference;
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
