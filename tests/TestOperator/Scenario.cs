using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;

namespace Headgate.TestOperator;

/// <summary>A small story of one Product: all kinds of objects, an edit of each sort, and a deletion.</summary>
internal static class Scenario
{
    /// <summary>A Product with rules, a plan, an Account and two Applications, one of which gets its Secret from the operator.</summary>
    public static async Task BeginAsync(Stage stage, CancellationToken cancellationToken)
    {
        foreach (var manifest in Objects(stage.Tenants[0])) await stage.ApplyAsync(manifest, cancellationToken);
    }

    /// <summary>A limit is changed, a key added, one Application moves to another plan, the other is deleted.</summary>
    public static async Task GoOnAsync(Stage stage, CancellationToken cancellationToken)
    {
        var tenant = stage.Tenants[0];
        await stage.ApplyAsync(Plan(tenant, "gold", 1000), cancellationToken);
        await stage.ApplyAsync(Secret(tenant, "KEY-TWO-000000000000000"), cancellationToken);
        await stage.ApplyAsync(Application(tenant, "own", "gold", "own-key"), cancellationToken);
        await stage.DeleteAsync(Kinds.ApplicationPlans, new ObjectKey(tenant, "silver"), cancellationToken);
        await stage.DeleteAsync(Kinds.Applications, new ObjectKey(tenant, "given"), cancellationToken);
    }

    /// <summary>The objects of the beginning, one of each kind first.</summary>
    public static IReadOnlyList<JsonObject> Objects(string tenant) =>
    [
        Make(Kinds.Products, tenant, "api", new JsonObject
        {
            ["hosts"] = new JsonArray($"api.{tenant}.example"),
            ["backends"] = new JsonArray(new JsonObject { ["name"] = "b", ["url"] = "http://127.0.0.1:9/" }),
            ["methods"] = new JsonArray(new JsonObject { ["name"] = "hello" }),
            ["authentication"] = new JsonObject { ["userKey"] = new JsonObject() },
        }),
        Make(Kinds.MappingRules, tenant, "hello", new JsonObject
        {
            ["productRef"] = Named("api"),
            ["method"] = "GET",
            ["pattern"] = "/hello",
            ["metric"] = "hello",
        }),
        Plan(tenant, "silver", 10),
        Application(tenant, "own", "silver", "own-key"),
        Make(Kinds.Accounts, tenant, "company", new JsonObject { ["organization"] = "Company" }),
        Application(tenant, "given", "silver", null),
        Secret(tenant),
    ];

    /// <summary>A plan of the Product.</summary>
    public static JsonObject Plan(string tenant, string name, int limit) => Make(Kinds.ApplicationPlans, tenant, name, new JsonObject
    {
        ["productRef"] = Named("api"),
        ["limits"] = new JsonArray(new JsonObject { ["metric"] = "hits", ["period"] = "Day", ["value"] = limit }),
    });

    /// <summary>An Application of the Product.</summary>
    public static JsonObject Application(string tenant, string name, string plan, string? secret)
    {
        var spec = new JsonObject { ["productRef"] = Named("api"), ["planRef"] = Named(plan), ["accountRef"] = Named("company") };
        if (secret is not null) spec["credentials"] = new JsonObject { ["secretRef"] = Named(secret) };
        return Make(Kinds.Applications, tenant, name, spec);
    }

    /// <summary>A Secret with one key, or with two.</summary>
    public static JsonObject Secret(string tenant, string? second = null, string first = "KEY-ONE-000000000000000")
    {
        var secret = Stage.Manifest(Kinds.Secrets, tenant, "own-key");
        secret["metadata"]!["labels"] = new JsonObject { [Resources.Secret.CredentialsLabel] = "true" };
        secret["stringData"] = new JsonObject { ["user_key"] = first };
        if (second is not null) secret["stringData"]!["user_key.next"] = second;
        return secret;
    }

    /// <summary>An object with a spec.</summary>
    public static JsonObject Make(ResourceKind kind, string tenant, string name, JsonObject spec)
    {
        var manifest = Stage.Manifest(kind, tenant, name);
        manifest["spec"] = spec;
        return manifest;
    }

    /// <summary>A reference to an object.</summary>
    public static JsonObject Named(string name) => new() { ["name"] = name };
}
