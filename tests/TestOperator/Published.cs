using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Headgate.Compiler;
using Headgate.Compiler.Publication;
using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Resources;

namespace Headgate.TestOperator;

/// <summary>
/// What is published in a stage, and what should be: a fresh compilation of all that stands there, the versions of Products included.
/// </summary>
internal static class Published
{
    /// <summary>What differs from what should be, or null.</summary>
    public static async Task<string?> DifferenceAsync(Stage stage, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        // First, since what is published follows from versions.
        if (await Versions.UnsettledAsync(stage, cancellationToken) is { } unsettled) return unsettled;
        var actual = await ReadAsync(stage, configuration, cancellationToken);
        var wanted = await ExpectAsync(stage, configuration, cancellationToken);
        if (wanted is null) return "There are no peppers.";
        var wrong = wanted.Keys.Union(actual.Keys).Where(entry => wanted.GetValueOrDefault(entry) != actual.GetValueOrDefault(entry)).Order().ToList();
        return wrong.Count == 0 ? null : string.Join("; ", wrong.Take(5).Select(entry =>
            $"{entry}: {Text(actual.GetValueOrDefault(entry))} should be {Text(wanted.GetValueOrDefault(entry))}"));
    }

    /// <summary>Every entry of every published object of the pool, by <c>Kind name entry</c>, in Base64.</summary>
    public static async Task<SortedDictionary<string, string>> ReadAsync(Stage stage, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var kind in new[] { Kinds.ConfigMaps, Kinds.Secrets })
        {
            foreach (var item in await stage.ListAsync(kind, stage.Gateways, cancellationToken, PublishedObjects.Selector(configuration)))
            {
                foreach (var (name, value) in item[kind == Kinds.ConfigMaps ? "binaryData" : "data"] as JsonObject ?? [])
                    entries[$"{kind.Kind} {item["metadata"]!["name"]} {name}"] = (string)value!;
            }
        }
        return entries;
    }

    /// <summary>The same of what should be; null before there are peppers.</summary>
    public static async Task<SortedDictionary<string, string>?> ExpectAsync(
        Stage stage, OperatorConfiguration configuration, CancellationToken cancellationToken)
    {
        if (await PeppersAsync(stage, cancellationToken) is not { } peppers) return null;
        var pool = new Pool { Name = Stage.Pool, Environment = "production", Shards = configuration.Pools[0].Shards };
        var products = await Versions.ServedAsync(stage, GatewayEnvironment.Production, new CompilerOptions { Peppers = peppers }, cancellationToken);
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in Publisher.Publish(products, peppers, pool))
            foreach (var (name, content) in item.Entries) entries[$"{item.Kind} {item.Name} {name}"] = Convert.ToBase64String(content.Bytes.Span);
        return entries;
    }

    /// <summary>The peppers in force, or null.</summary>
    public static async Task<IReadOnlyList<Pepper>?> PeppersAsync(Stage stage, CancellationToken cancellationToken)
    {
        try
        {
            var key = new ObjectKey(stage.Gateways, Publisher.PeppersName(Stage.Pool));
            var secret = await stage.Api.Api.GetAsync(Kinds.Secrets.PathOf(key), cancellationToken);
            var bytes = Convert.FromBase64String((string)secret["data"]![EntryNames.Peppers]!);
            return EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.PepperSet).Peppers;
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>All that the tenants have.</summary>
    public static async Task<ResourceSnapshot> SnapshotAsync(Stage stage, CancellationToken cancellationToken) => new()
    {
        Products = await ReadAllAsync(stage, Kinds.Products, ResourcesJson.Default.Product, cancellationToken),
        Rules = await ReadAllAsync(stage, Kinds.MappingRules, ResourcesJson.Default.MappingRule, cancellationToken),
        Plans = await ReadAllAsync(stage, Kinds.ApplicationPlans, ResourcesJson.Default.ApplicationPlan, cancellationToken),
        Applications = await ReadAllAsync(stage, Kinds.Applications, ResourcesJson.Default.Application, cancellationToken),
        Accounts = await ReadAllAsync(stage, Kinds.Accounts, ResourcesJson.Default.Account, cancellationToken),
        Secrets = await ReadAllAsync(stage, Kinds.Secrets, ResourcesJson.Default.Secret, cancellationToken, Secret.CredentialsLabel),
    };

    private static async Task<IReadOnlyList<T>> ReadAllAsync<T>(
        Stage stage, ResourceKind kind, JsonTypeInfo<T> json, CancellationToken cancellationToken, string selector = "")
        where T : Resource
    {
        var all = new List<T>();
        foreach (var tenant in stage.Tenants)
        {
            foreach (var item in await stage.ListAsync(kind, tenant, cancellationToken, selector))
            {
                item.Remove("status");
                all.Add(ObjectReading.ReadCore(json, JsonSerializer.SerializeToElement(item))!);
            }
        }
        return all;
    }

    public static string Text(string? base64) =>
        base64 is null ? "nothing" : System.Text.Encoding.UTF8.GetString(EntryContent.Unpack(Convert.FromBase64String(base64)));
}
