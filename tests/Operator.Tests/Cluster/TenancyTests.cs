using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>What one tenant writes reaches into no other tenant's Product without its consent, and takes nothing that another one has.</summary>
public class TenancyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Fields that name an object, and whether a Product may let other namespaces use it.</summary>
    public static TheoryData<string, bool> ReferenceFields() => new()
    {
        { "MappingRule.spec.productRef", false },
        { "ApplicationPlan.spec.productRef", false },
        { "Application.spec.productRef", true },
    };

    [Theory, MemberData(nameof(ReferenceFields))]
    public async Task A_reference_across_namespaces_holds_as_long_as_there_is_consent(string field, bool consentCounts)
    {
        var kind = Kinds.Own.Single(own => own.Kind == field.Split('.')[0]);
        await using var stage = await Stage.OpenAsync(Cancel);
        var configuration = stage.Configure() with { WatchNamespaces = [] };
        if (stage.Api.Cluster is null) configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var (home, other) = (stage.Tenants[0], stage.Tenants[1]);
        await Scenario.BeginAsync(stage, Cancel);
        await stage.ApplyAsync(Scenario.Secret(other, null, "KEY-OF-OTHER-0000000000"), Cancel);
        await stage.ApplyAsync(Stranger(kind, home, other), Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);

        await HoldsAsync(false);
        await ConsentAsync("All");
        await HoldsAsync(consentCounts);
        await ConsentAsync("Same");
        await HoldsAsync(false);
        await ConsentAsync("All");
        await HoldsAsync(consentCounts);
        await ConsentAsync(null);
        await HoldsAsync(false);

        async Task ConsentAsync(string? from)
        {
            var product = Scenario.Objects(home).Single(item => (string)item["kind"]! == nameof(Product));
            if (from is not null) product["spec"]!["allowedNamespaces"] = new JsonObject { ["from"] = from };
            await stage.ApplyAsync(product, Cancel);
        }

        async Task HoldsAsync(bool wanted)
        {
            await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
            var text = string.Concat((await Published.ReadAsync(stage, configuration, Cancel)).Values.Select(Published.Text));
            Assert.Equal(wanted, text.Contains($"{other}/stranger", StringComparison.Ordinal));
            Assert.DoesNotContain("/stranger-path", text, StringComparison.Ordinal);
            JsonObject? resolved = null;
            await Settling.UntilAsync(
                async () =>
                {
                    var item = await stage.Api.Api.GetAsync(kind.PathOf(new ObjectKey(other, "stranger")), Cancel);
                    resolved = (item["status"]?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
                        .FirstOrDefault(condition => (string?)condition["type"] == ConditionTypes.ResolvedRefs);
                    return (string?)resolved?["status"] == (wanted ? "True" : "False");
                },
                stage, time, Cancel);
            if (!wanted) Assert.DoesNotContain("silver", (string)resolved!["message"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_other_field_can_name_an_object_of_another_namespace()
    {
        var fields = Kinds.Own.Select(kind => typeof(Product).Assembly.GetType($"Headgate.Resources.{kind.Kind}")!)
            .SelectMany(kind => ReferencesIn(kind.GetProperty("Spec")!.PropertyType, $"{kind.Name}.spec", [])).ToList();
        Assert.Contains(("Application.spec.credentials.secretRef", false), fields);
        Assert.Contains(("Product.spec.upstream.secretTokenRef", false), fields);
        var crossing = fields.Where(field => field.Crosses).Select(field => field.Path);
        Assert.Equal(ReferenceFields().Select(row => row.Data.Item1).Order(), crossing.Order());
    }

    [Fact]
    public async Task Names_without_a_namespace_are_those_of_the_own_namespace()
    {
        await using var stage = await Stage.OpenAsync(Cancel);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var (home, other) = (stage.Tenants[0], stage.Tenants[1]);
        await Scenario.BeginAsync(stage, Cancel);
        // Its plan, Account, Secret and Product are all in the first namespace, and have the same names.
        await stage.ApplyAsync(Scenario.Application(other, "own", "silver", "own-key"), Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.DoesNotContain((await Published.ReadAsync(stage, configuration, Cancel)).Keys, entry => entry.Contains(other, StringComparison.Ordinal));
        Assert.Contains((await Published.ReadAsync(stage, configuration, Cancel)).Keys, entry => entry.Contains(home, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_Product_cannot_take_a_host_that_is_in_use_and_gets_it_when_it_is_given_up()
    {
        await using var stage = await Stage.OpenAsync(Cancel);
        var configuration = stage.Configure();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        // Of two that are created in the same second the first by name is the older one.
        var (home, other) = (stage.Tenants.Min(StringComparer.Ordinal)!, stage.Tenants.Max(StringComparer.Ordinal)!);
        foreach (var manifest in Scenario.Objects(home)) await stage.ApplyAsync(manifest, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var mine = await ProxyAsync(home);

        var thief = Scenario.Objects(other).Single(item => (string)item["kind"]! == nameof(Product));
        thief["spec"]!["hosts"] = new JsonArray($"API.{home}.Example".ToLowerInvariant(), $"new.{other}.example");
        await stage.ApplyAsync(thief, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.Equal(mine, await ProxyAsync(home));
        Assert.DoesNotContain($"api.{home}.example", await ProxyAsync(other), StringComparison.Ordinal);

        await stage.DeleteAsync(Kinds.Products, new ObjectKey(home, "api"), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.Contains($"api.{home}.example", await ProxyAsync(other), StringComparison.Ordinal);

        async Task<string> ProxyAsync(string tenant) => string.Concat((await Published.ReadAsync(stage, configuration, Cancel))
            .Where(entry => entry.Key.Contains($"{tenant}_api.proxy", StringComparison.Ordinal)).Select(entry => Published.Text(entry.Value)));
    }

    private static JsonObject Stranger(ResourceKind kind, string home, string other)
    {
        var item = Stage.Manifest(kind, other, "stranger");
        var product = new JsonObject { ["name"] = "api", ["namespace"] = home };
        item["spec"] = kind.Kind switch
        {
            nameof(MappingRule) => new JsonObject { ["productRef"] = product, ["method"] = "GET", ["pattern"] = "/stranger-path" },
            nameof(ApplicationPlan) => new JsonObject { ["productRef"] = product, ["limits"] = new JsonArray() },
            _ => new JsonObject
            {
                ["productRef"] = product,
                ["planRef"] = new JsonObject { ["name"] = "silver" },
                ["credentials"] = new JsonObject { ["secretRef"] = new JsonObject { ["name"] = "own-key" } },
            },
        };
        return item;
    }

    // Every field whose name ends in Ref, and whether it has a namespace of its own.
    private static IEnumerable<(string Path, bool Crosses)> ReferencesIn(Type type, string path, HashSet<Type> seen)
    {
        if (type.Assembly != typeof(Product).Assembly || type.IsEnum || !seen.Add(type)) yield break;
        foreach (var property in type.GetProperties())
        {
            var (name, inner) = ($"{path}.{char.ToLowerInvariant(property.Name[0])}{property.Name[1..]}", property.PropertyType);
            if (property.Name.EndsWith("Ref", StringComparison.Ordinal)) yield return (name, inner.GetProperty("Namespace") is not null);
            foreach (var item in inner.IsGenericType ? inner.GetGenericArguments() : [inner])
                foreach (var below in ReferencesIn(item, name, seen)) yield return below;
        }
    }
}
