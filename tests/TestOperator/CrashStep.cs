using System.Text.Json.Nodes;
using Headgate.Compiler.Publication;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Resources;

namespace Headgate.TestOperator;

/// <summary>One step in the life of an installation, to be cut off at each of the operator's requests.</summary>
/// <param name="Name">What happens.</param>
internal sealed record CrashStep(string Name)
{
    private const string First = "KEY-ONE-000000000000000";
    private const string Second = "KEY-TWO-000000000000000";
    private const string Rotation = "crash";

    /// <summary>Whether there was no operator before.</summary>
    public bool IsFirst { get; private init; }

    /// <summary>What the operator before was told, where the step is a restart with something else.</summary>
    public Func<OperatorConfiguration, OperatorConfiguration>? Before { get; private init; }

    /// <summary>What stands there when the step begins, beyond the beginning of <see cref="Scenario"/>.</summary>
    public Func<Stage, CancellationToken, Task> PrepareAsync { get; private init; } = (_, _) => Task.CompletedTask;

    /// <summary>What people do.</summary>
    public Func<Stage, CancellationToken, Task> ActAsync { get; private init; } = (_, _) => Task.CompletedTask;

    /// <summary>Whether the operator has done what no compilation tells.</summary>
    public Func<Stage, CancellationToken, Task<bool>> IsDoneAsync { get; private init; } = (_, _) => Task.FromResult(true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CrashStep> All { get; } =
    [
        new("start") { IsFirst = true },
        new("several changes at once") { ActAsync = Scenario.GoOnAsync },
        new("a plan is changed and another one taken")
        {
            PrepareAsync = (stage, cancel) => stage.ApplyAsync(Scenario.Plan(stage.Tenants[0], "gold", 100), cancel),
            ActAsync = async (stage, cancel) =>
            {
                await stage.ApplyAsync(Scenario.Plan(stage.Tenants[0], "silver", 20), cancel);
                await stage.ApplyAsync(Scenario.Application(stage.Tenants[0], "own", "gold", "own-key"), cancel);
            },
        },
        new("a key is added") { ActAsync = (stage, cancel) => stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], Second), cancel) },
        new("the old key goes")
        {
            PrepareAsync = (stage, cancel) => stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], Second), cancel),
            ActAsync = (stage, cancel) => stage.ApplyAsync(Scenario.Secret(stage.Tenants[0], first: Second), cancel),
        },
        new("a key is to expire") { ActAsync = (stage, cancel) => stage.ApplyAsync(Expiring(stage), cancel) },
        new("the operator's own key is thrown away")
        {
            ActAsync = (stage, cancel) => stage.DeleteAsync(Kinds.Secrets, new ObjectKey(stage.Tenants[0], "given-credentials"), cancel),
        },
        new("an Account is suspended") { ActAsync = (stage, cancel) => stage.ApplyAsync(Suspended(stage), cancel) },
        new("the pepper is rotated") { ActAsync = RotateAsync, IsDoneAsync = IsRotatedAsync },
        new("fewer shards") { Before = told => told with { Pools = [told.Pools[0] with { Shards = 8 }] } },
        new("a pool is removed") { Before = told => told with { Pools = [.. told.Pools, told.Pools[0] with { Name = "other" }] } },
        new("a rule is changed, which makes a version")
        {
            ActAsync = (stage, cancel) => stage.ApplyAsync(Rule(stage, "/other"), cancel),
            IsDoneAsync = HasVersionAsync,
        },
        new("production is held, and a rule is changed")
        {
            PrepareAsync = (stage, cancel) => stage.ApplyAsync(Manual(stage), cancel),
            ActAsync = (stage, cancel) => stage.ApplyAsync(Rule(stage, "/other"), cancel),
            IsDoneAsync = HasVersionAsync,
        },
        new("everything is deleted") { ActAsync = DeleteAllAsync },
    ];

    private static JsonObject Expiring(Stage stage)
    {
        var secret = Scenario.Secret(stage.Tenants[0], Second, First);
        secret["metadata"]!["annotations"] = new JsonObject { [Secret.ExpiresAnnotationPrefix + "user_key"] = "2030-01-31T12:00:00Z" };
        return secret;
    }

    private static JsonObject Rule(Stage stage, string pattern)
    {
        var rule = Scenario.Objects(stage.Tenants[0]).Single(item => (string)item["kind"]! == nameof(MappingRule));
        rule["spec"]!["pattern"] = pattern;
        return rule;
    }

    // Which number it has depends on how far the operator before came.
    private static async Task<bool> HasVersionAsync(Stage stage, CancellationToken cancellationToken) => (await Versions.RevisionsAsync(stage, cancellationToken))
        .Any(revision => revision.Version.Content?.Rules?.Any(rule => rule.Pattern == "/other") == true);

    private static JsonObject Manual(Stage stage)
    {
        var product = Scenario.Objects(stage.Tenants[0])[0];
        product["spec"]!["production"] = new JsonObject { ["promotion"] = "Manual", ["version"] = 1 };
        return product;
    }

    private static JsonObject Suspended(Stage stage)
    {
        var account = Scenario.Objects(stage.Tenants[0]).Single(item => (string)item["kind"]! == nameof(Account));
        account["spec"]!["state"] = "Suspended";
        return account;
    }

    private static Task RotateAsync(Stage stage, CancellationToken cancellationToken) => stage.Api.Api.MergeAsync(
        PeppersPath(stage),
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PepperKeeper.RotateAnnotation] = Rotation } } },
        cancellationToken);

    // The old pepper goes in the end, and not before the new one is in force.
    private static async Task<bool> IsRotatedAsync(Stage stage, CancellationToken cancellationToken)
    {
        var secret = await stage.Api.Api.GetAsync(PeppersPath(stage), cancellationToken);
        return (string?)secret["metadata"]!["annotations"]!["headgate.dev/rotated"] == Rotation
            && (await Published.PeppersAsync(stage, cancellationToken))!.Count == 1;
    }

    private static string PeppersPath(Stage stage) => Kinds.Secrets.PathOf(new ObjectKey(stage.Gateways, Publisher.PeppersName(Stage.Pool)));

    private static async Task DeleteAllAsync(Stage stage, CancellationToken cancellationToken)
    {
        foreach (var item in Scenario.Objects(stage.Tenants[0]))
        {
            var kind = Kinds.Own.Append(Kinds.Secrets).Single(kind => kind.Kind == (string)item["kind"]!);
            await stage.DeleteAsync(kind, new ObjectKey(stage.Tenants[0], (string)item["metadata"]!["name"]!), cancellationToken);
        }
    }
}
