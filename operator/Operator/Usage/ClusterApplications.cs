using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Running;

namespace Headgate.Operator.Usage;

/// <summary>An Application of the cluster.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="Product">The Product that it names, as <c>namespace/name</c>.</param>
/// <param name="Plan">The plan that it names.</param>
internal sealed record ClusterApplication(ObjectKey Key, string Uid, string Product, string Plan);

/// <summary>Finds Applications in the cluster.</summary>
internal sealed class ClusterApplications : IDisposable
{
    private const int PageSize = 500;
    private const int MostSuggestions = 5;

    /// <summary>Connects.</summary>
    /// <exception cref="InvalidDataException">The kubeconfig cannot be read.</exception>
    public ClusterApplications(string? kubeconfig, TimeProvider time) => Api = KubernetesApi.Connect(OperatorProgram.ConnectionOf(kubeconfig), time);

    /// <summary>The API server.</summary>
    public KubernetesApi Api { get; }

    /// <summary>The Applications that a target means, in order of their names.</summary>
    /// <exception cref="UsageFailure">There is none, or the cluster does not tell.</exception>
    public async Task<IReadOnlyList<ClusterApplication>> FindAsync(string? target, string? inNamespace, CancellationToken cancellationToken)
    {
        var all = await ListAsync(inNamespace, cancellationToken);
        if (target is null) return all;
        var (kind, name) = target.Split('/') is [var before, var after] ? (before, after) : (null, target);
        var applications = kind is "product" ? [] : all.Where(application => application.Key.Name == name).ToList();
        var ofProduct = kind is "application" ? [] : all.Where(application => ObjectKey.Parse(application.Product).Name == name).ToList();
        if (applications.Count > 0 && ofProduct.Count > 0)
            throw new UsageFailure($"There is an Application {name} and a Product {name}: write application/{name} or product/{name}.");
        if (applications.Count + ofProduct.Count > 0) return [.. applications, .. ofProduct];
        var place = inNamespace is null ? "in any namespace" : $"in the namespace {inNamespace}";
        var known = all.Take(MostSuggestions).Select(application => application.Key.ToString()).ToList();
        throw new UsageFailure($"No Application {place} is called {name}{(kind is "application" ? "" : ", and none is of a Product of that name")}. "
            + (known.Count == 0 ? "There are none at all." : $"There are {string.Join(", ", known)}{(all.Count > known.Count ? ", …" : "")}."));
    }

    public void Dispose() => Api.Dispose();

    private async Task<IReadOnlyList<ClusterApplication>> ListAsync(string? inNamespace, CancellationToken cancellationToken)
    {
        var found = new List<ClusterApplication>();
        try
        {
            for (var next = ""; next is not null;)
            {
                var from = next.Length == 0 ? "" : $"&continue={Uri.EscapeDataString(next)}";
                var page = await Api.GetAsync($"{Kinds.Applications.PathOf(inNamespace)}?limit={PageSize}{from}", cancellationToken);
                found.AddRange((page["items"] as JsonArray ?? []).OfType<JsonObject>().Select(Read));
                next = (string?)page["metadata"]?["continue"] is { Length: > 0 } more ? more : null;
            }
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            throw new UsageFailure("The cluster knows no Applications: apply the definitions of crds/ first, or choose another cluster with --kubeconfig.", exception);
        }
        catch (Exception exception) when (exception is ApiException or HttpRequestException or JsonException)
        {
            throw new UsageFailure($"The Applications cannot be listed: {exception.Message}", exception);
        }
        return [.. found.OrderBy(application => application.Key.ToString(), StringComparer.Ordinal)];
    }

    private static ClusterApplication Read(JsonObject item)
    {
        var (metadata, spec) = (item["metadata"]!, item["spec"]);
        var key = new ObjectKey((string)metadata["namespace"]!, (string)metadata["name"]!);
        var product = spec?["productRef"];
        return new ClusterApplication(
            key, (string)metadata["uid"]!, new ObjectKey((string?)product?["namespace"] ?? key.Namespace, (string?)product?["name"] ?? "").ToString(),
            (string?)spec?["planRef"]?["name"] ?? "");
    }
}
