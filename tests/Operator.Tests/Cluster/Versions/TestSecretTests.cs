using System.Text.Json.Nodes;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;
using Microsoft.Extensions.Time.Testing;

namespace Headgate.Operator.Tests.Cluster.Versions;

/// <summary>The Secret of a Product's test call.</summary>
public class TestSecretTests
{
    private const string Name = "api-staging-test";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_made_for_a_Product_with_a_test_owned_by_it_and_anew_when_it_is_deleted()
    {
        await using var stage = await Stage.OpenAsync(Cancel, tenants: 1);
        var (tenant, time, told) = (stage.Tenants[0], new FakeTimeProvider(DateTimeOffset.UtcNow), stage.Configure());
        var configuration = told with { Pools = [.. told.Pools, told.Pools[0] with { Name = "staging", Environment = GatewayEnvironment.Staging }] };
        var product = Scenario.Objects(tenant)[0];
        product["spec"]!["staging"] = new JsonObject { ["hosts"] = new JsonArray("staging.example"), ["test"] = new JsonObject { ["path"] = "/hello" } };
        await stage.ApplyAsync(product, Cancel);
        await using var running = await RunningOperator.StartAsync(stage, configuration, time, Cancel);

        var first = await NextAsync("");
        var owner = Assert.Single(first["metadata"]!["ownerReferences"]!.AsArray())!;
        Assert.Equal((nameof(Product), "api"), ((string?)owner["kind"], (string?)owner["name"]));
        await stage.DeleteAsync(Kinds.Secrets, new ObjectKey(tenant, Name), Cancel);
        await NextAsync((string)first["data"]!["user_key"]!);

        async Task<JsonObject> NextAsync(string before)
        {
            JsonObject? found = null;
            await Settling.UntilAsync(async () =>
            {
                found = (await stage.ListAsync(Kinds.Secrets, tenant, Cancel)).FirstOrDefault(item => (string)item["metadata"]!["name"]! == Name);
                return found is not null && (string)found["data"]!["user_key"]! != before;
            }, stage, time, Cancel);
            return found!;
        }
    }
}
