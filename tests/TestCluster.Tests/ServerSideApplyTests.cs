using System.Text.Json.Nodes;
using Headgate.Controllers;

namespace Headgate.TestCluster.Tests;

/// <summary>Server-side apply where recorded cases do not reach.</summary>
public sealed class ServerSideApplyTests
{
    private static readonly ResourceKind Services = new("", "v1", "services", "Service");

    [Fact]
    public async Task An_element_that_is_no_longer_applied_goes_with_its_keys()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var api = await TestApi.ConnectAsync();
        var key = new ObjectKey(await api.NewNamespaceAsync(cancellation), "applied");
        await ApplyAsync(80, 81, 82);
        Assert.Equal([80, 90], await ApplyAsync(80, 90));

        async Task<IEnumerable<int>> ApplyAsync(params int[] ports)
        {
            var elements = ports.Select(port => new JsonObject { ["name"] = $"port-{port}", ["port"] = port, ["protocol"] = "TCP" });
            var item = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Service",
                ["metadata"] = new JsonObject { ["name"] = key.Name },
                ["spec"] = new JsonObject { ["ports"] = new JsonArray([.. elements]) },
            };
            var applied = await api.Api.ApplyAsync(Services.PathOf(key), item, "tests", cancellation);
            return applied["spec"]!["ports"]!.AsArray().Select(port => (int)port!["port"]!);
        }
    }
}
