using System.Text.Json.Nodes;
using Headgate.Operator.Cluster;
using Headgate.Resources;
using Headgate.TestOperator;

namespace Headgate.Stress;

/// <summary>Fills a stage with Products, and each of those with Applications that have Secrets of their own.</summary>
internal static class Filling
{
    private const int AtATime = 4;

    /// <summary>Creates all.</summary>
    public static async Task FillAsync(Stage stage, int products, int applications, CancellationToken cancellationToken)
    {
        var (tenant, done) = (stage.Tenants[0], 0);
        for (var product = 0; product < products; product++)
        {
            foreach (var manifest in ProductOf(tenant, product)) await CreateAsync(stage, manifest, cancellationToken);
        }
        await Parallel.ForEachAsync(
            Enumerable.Range(0, products * applications),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (index, cancel) =>
            {
                await CreateAsync(stage, SecretOf(tenant, index, 0), cancel);
                await CreateAsync(stage, ApplicationOf(tenant, index, products), cancel);
                if (Interlocked.Increment(ref done) % 10_000 == 0) Console.WriteLine($"{done:N0} of {products * applications:N0} Applications created");
            });
    }

    /// <summary>The Secret of an Application with its key of a round.</summary>
    public static JsonObject SecretOf(string tenant, int index, int round)
    {
        var secret = Stage.Manifest(Kinds.Secrets, tenant, $"key-{index}");
        secret["metadata"]!["labels"] = new JsonObject { [Secret.CredentialsLabel] = "true" };
        secret["stringData"] = new JsonObject { ["user_key"] = $"KEY-{index:D8}-{round:D4}-0123456789abcdef" };
        return secret;
    }

    private static IEnumerable<JsonObject> ProductOf(string tenant, int index)
    {
        foreach (var manifest in Scenario.Objects(tenant).Where(item => (string)item["kind"]! is "Product" or "MappingRule" or "ApplicationPlan"))
        {
            manifest["metadata"]!["name"] = NameOf((string)manifest["kind"]!, index);
            if (manifest["spec"]!["productRef"] is { } reference) reference["name"] = NameOf("Product", index);
            else manifest["spec"]!["hosts"] = new JsonArray($"api-{index}.example");
            yield return manifest;
        }
    }

    private static JsonObject ApplicationOf(string tenant, int index, int products)
    {
        var application = Stage.Manifest(Kinds.Applications, tenant, $"app-{index}");
        application["spec"] = new JsonObject
        {
            ["productRef"] = new JsonObject { ["name"] = NameOf("Product", index % products) },
            ["planRef"] = new JsonObject { ["name"] = NameOf("ApplicationPlan", index % products) },
            ["credentials"] = new JsonObject { ["secretRef"] = new JsonObject { ["name"] = $"key-{index}" } },
        };
        return application;
    }

    private static string NameOf(string kind, int index) => $"{kind.ToLowerInvariant()}-{index}";

    private static Task<JsonObject> CreateAsync(Stage stage, JsonObject manifest, CancellationToken cancellationToken)
    {
        var kind = Kinds.Own.Append(Kinds.Secrets).First(kind => kind.Kind == (string?)manifest["kind"]);
        return stage.Api.Api.CreateAsync($"{kind.PathOf(stage.Tenants[0])}?fieldManager=test", manifest, cancellationToken);
    }
}
