using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Compiling;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// Makes the Secrets of Applications that name none, and of test calls. A Secret that is there is never changed: the key in it is in use.
/// </summary>
internal sealed class CredentialMaker(KubernetesApi api, Fence fence, TestCredentials tests, TimeProvider time)
{
    private const int AtOnce = 8;

    // Far longer than a watch takes.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, long> _made = new(StringComparer.Ordinal);

    /// <summary>Makes what is missing of a unit.</summary>
    /// <returns>Number of Secrets that were made and are on their way here, and what stood in the way of others.</returns>
    public async Task<(int Made, IReadOnlyCollection<Exception> Failures)> MakeAsync(UnitSource source, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<Exception>();
        var made = 0;
        foreach (var (name, at) in _made)
            if (time.GetElapsedTime(at) >= OnItsWay) _made.TryRemove(name, out _);
        var missing = source.Applications
            .Where(application => application.Spec.Credentials is null && !source.Secrets.ContainsKey(GeneratedSecret.UsedBy(application)))
            .Select(application => (Owner: (Resource)application, Secret: GeneratedCredentials.SecretFor(application, NewKey()))).ToList();
        if (tests.MissingOf(source) is { } test) missing.Add((source.Product!, test));
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(missing, options, async (item, cancel) =>
        {
            try
            {
                if (await MakeAsync(item.Owner, item.Secret, cancel)) Interlocked.Increment(ref made);
            }
            catch (Exception exception) when (exception is ApiException or HttpRequestException)
            {
                failures.Enqueue(exception);
            }
        });
        return (made, failures);
    }

    // False where a Secret of that name is there that is not ours to change: its label is missing, which the condition of its owner says.
    private async Task<bool> MakeAsync(Resource owner, Secret secret, CancellationToken cancellationToken)
    {
        fence.Check(null);
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
                    ["kind"] = owner.Kind,
                    ["name"] = owner.Metadata.Name,
                    ["uid"] = owner.Metadata.Uid,
                    // Not blockOwnerDeletion: a cluster that enforces permissions on owner references wants a right on finalizers for it.
                    ["controller"] = true,
                }),
            },
            ["data"] = new JsonObject(secret.Data!.OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(entry.Value)))),
        };
        try
        {
            var path = $"{Kinds.Secrets.PathOf(owner.Metadata.Namespace)}?fieldManager=headgate-operator";
            await api.CreateAsync(path, item, cancellationToken);
            _made[secret.FullName] = time.GetTimestamp();
            return true;
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            return _made.TryGetValue(secret.FullName, out var at) && time.GetElapsedTime(at) < OnItsWay;
        }
    }

    private static byte[] NewKey() => Encoding.ASCII.GetBytes(GeneratedCredentials.NewKey());
}
