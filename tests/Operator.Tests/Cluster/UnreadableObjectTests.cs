using System.Text.Json.Nodes;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>An object that this release cannot read is not taken for absent: what was published with it stays, and it says so itself.</summary>
public class UnreadableObjectTests
{
    private static readonly IReadOnlyDictionary<string, string> NameOf =
        new Dictionary<string, string> { ["Product"] = "api", ["ApplicationPlan"] = "silver", ["Account"] = "company" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Product", "future", "true", false)]
    [InlineData("Product", "future", "true", true)]
    [InlineData("Product", "hosts", "\"api\"", true)]
    [InlineData("ApplicationPlan", "future", "true", false)]
    [InlineData("ApplicationPlan", "future", "true", true)]
    [InlineData("ApplicationPlan", "productRef", "\"api\"", false)]
    [InlineData("ApplicationPlan", "productRef", "\"api\"", true)]
    [InlineData("Account", "future", "true", false)]
    [InlineData("Account", "state", "7", true)]
    public async Task What_was_published_with_it_stays_and_nothing_else_waits(string kind, string field, string value, bool restarted)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var (configuration, time, tenant) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow), stage.Tenants[0]);
        await Scenario.BeginAsync(stage, Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        var before = await OfAsync("api");
        Assert.Equal(3, before.Select(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind).Distinct().Count());

        await FutureDefinitions.ApplyAsync(stage, Cancel);
        var (own, readable) = (Kinds.Own.Single(item => item.Kind == kind), Object(kind));
        var unreadable = readable.DeepClone().AsObject();
        unreadable["spec"]![field] = JsonNode.Parse(value);
        await stage.ApplyAsync(unreadable, Cancel);
        await Settling.UntilAsync(async () => (await AcceptedAsync()).Reason == Reasons.Unreadable, stage, time, Cancel);
        // Whoever ends between a status and its Event has told nobody.
        await Settling.UntilAsync(async () => (await ToldEvent.WarningsAsync(stage, Cancel)).Any(item => item.Reason == Reasons.Unreadable), stage, time, Cancel);
        if (restarted)
        {
            await running.DisposeAsync();
            running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        }
        await stage.ApplyAsync(Scenario.Application(tenant, "second", "silver", "own-key"), Cancel);
        await stage.DeleteAsync(Kinds.Applications, new ObjectKey(tenant, "given"), Cancel);
        await stage.ApplyAsync(Other(tenant, "other.example"), Cancel);
        await Settling.UntilAsync(async () => (await OfAsync("other")).Count > 0, stage, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);

        Assert.Equal(before, await OfAsync("api"));
        var accepted = await AcceptedAsync();
        Assert.Equal(ConditionStatus.False, accepted.Status);
        Assert.StartsWith($"spec.{field}: ", accepted.Message, StringComparison.Ordinal);
        Assert.Contains("run an operator that knows", accepted.Message, StringComparison.Ordinal);
        var told = (await ToldEvent.WarningsAsync(stage, Cancel)).Single(item => item.Reason == Reasons.Unreadable);
        Assert.Equal(($"{kind} {NameOf[kind]}", 1), (told.Subject, told.Count));
        Assert.Contains(running.Log, line => line.Contains($"{tenant}/api stays as it is published", StringComparison.Ordinal) && line.Contains(kind, StringComparison.Ordinal));

        await stage.ApplyAsync(readable, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.NotEqual(before, await OfAsync("api"));
        await running.DisposeAsync();

        JsonObject Object(string wanted) => Scenario.Objects(tenant).Single(item => (string)item["kind"]! == wanted && (string)item["metadata"]!["name"]! == NameOf[wanted]);

        Task<Condition> AcceptedAsync() => ReadConditions.FindAsync(stage, own, NameOf[kind], ConditionTypes.Accepted, Cancel);

        Task<IReadOnlyDictionary<string, string>> OfAsync(string product) => EntriesAsync(stage, configuration, product);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_takes_its_hosts_over_not_even_an_older_Product(bool restarted)
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var (configuration, time, tenant) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow), stage.Tenants[0]);
        var host = $"api.{tenant}.example";
        await stage.ApplyAsync(Other(tenant, "other.example", name: "aaa"), Cancel);
        await Scenario.BeginAsync(stage, Cancel);
        await stage.ApplyAsync(Other(tenant, host, "later.example"), Cancel);
        var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);

        // Of its hosts nothing can be read at all; what gateways have of it is still known.
        await FutureDefinitions.ApplyAsync(stage, Cancel);
        var unreadable = Scenario.Objects(tenant)[0];
        unreadable["spec"]!["hosts"] = new JsonObject { ["all"] = true };
        await stage.ApplyAsync(unreadable, Cancel);
        await Settling.UntilAsync(
            async () => (await ReadConditions.FindAsync(stage, Kinds.Products, "api", ConditionTypes.Accepted, Cancel)).Reason == Reasons.Unreadable,
            stage, time, Cancel);
        if (restarted)
        {
            await running.DisposeAsync();
            running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        }
        await stage.ApplyAsync(Other(tenant, "more.example", host, name: "aaa"), Cancel);
        await Settling.UntilAsync(async () => (await HostsAsync("aaa")).Contains("more.example"), stage, time, Cancel);
        await Settling.ForAsync(TimeSpan.FromMinutes(1), stage, time, Cancel);
        Assert.Equal([host], await HostsAsync("api"));
        Assert.Equal(["more.example"], await HostsAsync("aaa"));
        Assert.Equal(["later.example"], await HostsAsync("other"));
        Assert.Equal(Reasons.HostConflict, (await ReadConditions.FindAsync(stage, Kinds.Products, "aaa", ConditionTypes.Conflicted, Cancel)).Reason);

        await stage.DeleteAsync(Kinds.Products, new ObjectKey(tenant, "api"), Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        Assert.Contains(host, await HostsAsync("aaa"));
        Assert.Empty(await EntriesAsync(stage, configuration, "api"));
        await running.DisposeAsync();

        async Task<IReadOnlyList<string>> HostsAsync(string product) =>
        [
            .. (await EntriesAsync(stage, configuration, product)).Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind == EntryKind.Proxy)
                .SelectMany(entry => EntryContent.Parse(EntryContent.Unpack(Convert.FromBase64String(entry.Value)), ConfigurationJson.Default.ProductProxy).Hosts),
        ];
    }

    [Fact]
    public async Task One_that_was_never_published_keeps_the_hosts_that_can_be_read()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var (configuration, time, tenant) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow), stage.Tenants[0]);
        await FutureDefinitions.ApplyAsync(stage, Cancel);
        var unreadable = Scenario.Objects(tenant)[0];
        unreadable["spec"]!["future"] = true;
        await stage.ApplyAsync(unreadable, Cancel);
        await stage.ApplyAsync(Other(tenant, $"api.{tenant}.example"), Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilAsync(
            async () => (await ReadConditions.FindAsync(stage, Kinds.Products, "other", ConditionTypes.Accepted, Cancel)).Reason == Reasons.HostConflict,
            stage, time, Cancel);
        Assert.Empty(await EntriesAsync(stage, configuration, "api"));
        Assert.Empty(await EntriesAsync(stage, configuration, "other"));

        unreadable["spec"]!["hosts"] = new JsonArray("elsewhere.example");
        await stage.ApplyAsync(unreadable, Cancel);
        await Settling.UntilAsync(async () => (await EntriesAsync(stage, configuration, "other")).Count > 0, stage, time, Cancel);
    }

    [Fact]
    public async Task A_plan_that_no_Application_names_holds_nothing_up()
    {
        await using var stage = await Stage.OpenOwnAsync(Cancel);
        var (configuration, time, tenant) = (stage.Configure(), new FakeTimeProvider(DateTimeOffset.UtcNow), stage.Tenants[0]);
        await Scenario.BeginAsync(stage, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);
        await Settling.UntilPublishedAsync(stage, configuration, time, Cancel);
        await FutureDefinitions.ApplyAsync(stage, Cancel);
        var plan = Scenario.Plan(tenant, "gold", 1);
        plan["spec"]!["future"] = true;
        await stage.ApplyAsync(plan, Cancel);
        await Settling.UntilAsync(
            async () => (await ReadConditions.FindAsync(stage, Kinds.ApplicationPlans, "gold", ConditionTypes.Accepted, Cancel)).Reason == Reasons.Unreadable,
            stage, time, Cancel);
        await stage.ApplyAsync(Scenario.Plan(tenant, "silver", 77), Cancel);
        await Settling.UntilAsync(
            async () => (await EntriesAsync(stage, configuration, "api")).Values.Any(entry => Published.Text(entry).Contains("77", StringComparison.Ordinal)),
            stage, time, Cancel);
    }

    private static JsonObject Other(string tenant, string host, string? second = null, string name = "other")
    {
        var product = Scenario.Objects(tenant)[0];
        product["metadata"]!["name"] = name;
        product["spec"]!["hosts"] = second is null ? new JsonArray(host) : new JsonArray(host, second);
        return product;
    }

    // In tests of one tenant.
    private static async Task<IReadOnlyDictionary<string, string>> EntriesAsync(Stage stage, OperatorConfiguration configuration, string product) =>
        (await Published.ReadAsync(stage, configuration, Cancel))
            .Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Product == $"{stage.Tenants[0]}/{product}")
            .ToDictionary(entry => entry.Key, entry => entry.Value);
}
