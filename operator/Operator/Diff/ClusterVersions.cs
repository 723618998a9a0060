using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Running;
using Headgate.Resources;

namespace Headgate.Operator.Diff;

/// <summary>Versions out of a cluster.</summary>
internal static class ClusterVersions
{
    /// <summary>Reads the Product of a name.</summary>
    /// <exception cref="DiffFailure">There is none, there are several, or the cluster does not tell.</exception>
    /// <exception cref="InvalidDataException">The kubeconfig cannot be read.</exception>
    public static async Task<VersionSource> ReadAsync(string? kubeconfig, string name, string? inNamespace, TimeProvider time, CancellationToken cancellationToken)
    {
        using var api = KubernetesApi.Connect(OperatorProgram.ConnectionOf(kubeconfig), time);
        try
        {
            var products = (await ListAsync(api, Kinds.Products, inNamespace, cancellationToken)).Where(item => (string?)item["metadata"]!["name"] == name).ToList();
            if (products.Count > 1)
                throw new DiffFailure($"There are {string.Join(" and ", products.Select(item => $"{item["metadata"]!["namespace"]}/{name}"))}: say which with --namespace.");
            if (products is not [var product])
                throw new DiffFailure($"There is no Product {name} {(inNamespace is null ? "in any namespace" : $"in the namespace {inNamespace}")}.");
            var key = new ObjectKey((string)product["metadata"]!["namespace"]!, name);
            var revisions = (await ListAsync(api, Kinds.Revisions, key.Namespace, cancellationToken))
                .Select(item => ProductRevision.Read(JsonSerializer.SerializeToElement(item))).OfType<ProductRevision>()
                .Where(revision => revision.Product == key && revision.ProductUid == (string?)product["metadata"]!["uid"]);
            var rules = await ListAsync(api, Kinds.MappingRules, key.Namespace, cancellationToken);
            return new VersionSource(key.ToString(), new VersionHistory(revisions.Select(revision => revision.Version)), NowOf(key, product, rules));
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException)
        {
            throw new DiffFailure($"The cluster does not tell the versions of {name}: {exception.Message}", exception);
        }
    }

    private static VersionContent? NowOf(ObjectKey key, JsonObject product, IEnumerable<JsonObject> rules)
    {
        var read = rules.Select(rule => (Item: rule, Resource: ObjectReading.ReadCore(ResourcesJson.Default.MappingRule, Element(rule))))
            .Where(rule => (string?)rule.Item["spec"]?["productRef"]?["name"] == key.Name).ToList();
        return VersionContent.Of(new UnitSource
        {
            Name = key.ToString(),
            Product = ObjectReading.ReadCore(ResourcesJson.Default.Product, Element(product)),
            Rules = [.. read.Select(rule => rule.Resource).OfType<MappingRule>()],
            HasUnreadableRules = read.Any(rule => rule.Resource is null),
        });
    }

    private static JsonElement Element(JsonObject item)
    {
        item.Remove("status");
        return JsonSerializer.SerializeToElement(item);
    }

    private static async Task<IReadOnlyList<JsonObject>> ListAsync(KubernetesApi api, ResourceKind kind, string? inNamespace, CancellationToken cancellationToken) =>
        [.. ((await api.GetAsync(kind.PathOf(inNamespace), cancellationToken))["items"] as JsonArray ?? []).OfType<JsonObject>()];
}
