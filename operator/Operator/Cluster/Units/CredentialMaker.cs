using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Compiling;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Makes the Secrets of Applications that name none. A Secret that is there is never changed: the key in it is in use.</summary>
internal sealed class CredentialMaker(KubernetesApi api, ClusterStores stores, Fence fence)
{
    private const int AtOnce = 8;

    /// <summary>Makes what is missing for the Applications of a unit.</summary>
    /// <returns>Number of Secrets that were made, and what stood in the way of others.</returns>
    public async Task<(int Made, IReadOnlyCollection<Exception> Failures)> MakeAsync(UnitSource source, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<Exception>();
        var missing = source.Applications
            .Where(application => application.Spec.Credentials is null && !source.Secrets.ContainsKey(GeneratedSecret.UsedBy(application))).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, options, async (application, cancel) =>
        {
            try
            {
                await MakeAsync(application, cancel);
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException)
            {
                failures.Enqueue(exception);
            }
        });
        return (missing.Count - failures.Count, failures);
    }

    private async Task MakeAsync(Application application, CancellationToken cancellationToken)
    {
        fence.Check(null);
        var secret = GeneratedCredentials.SecretFor(application, Encoding.ASCII.GetBytes(GeneratedCredentials.NewKey()));
        var item = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["type"] = "Opaque",
            ["metadata"] = new JsonObject
            {
                ["name"] = secret.Metadata.Name,
                ["namespace"] = secret.Metadata.Namespace,
                ["labels"] = new JsonObject { [Secret.CredentialsLabel] = "true", ["app.kubernetes.io/managed-by"] = "headgate" },
                ["ownerReferences"] = new JsonArray(new JsonObject
                {
                    ["apiVersion"] = Group.ApiVersion,
                    ["kind"] = nameof(Application),
                    ["name"] = application.Metadata.Name,
                    ["uid"] = application.Metadata.Uid,
                    // Not blockOwnerDeletion: a cluster that enforces permissions on owner references wants a right on finalizers for it.
                    ["controller"] = true,
                }),
            },
            ["data"] = new JsonObject(secret.Data!.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(entry.Value)))),
        };
        try
        {
            var path = $"{Kinds.Secrets.PathOf(application.Metadata.Namespace)}?fieldManager=headgate-operator";
            await api.CreateAsync(path, item, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsConflict && stores.Secrets.Find(ObjectKey.Parse(secret.FullName)) is not null)
        {
            // It was made a moment ago, and is on its way here.
        }
    }
}
