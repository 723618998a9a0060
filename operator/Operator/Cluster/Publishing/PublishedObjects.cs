using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Units;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>
/// Writes published ConfigMaps and Secrets: only where they differ, each with the version that it replaces and the epoch of the leader, so that a
/// leader that was paused can never bring old content back. The first write of a new leader stamps every object with its epoch.
/// </summary>
internal sealed class PublishedObjects(KubernetesApi api, ClusterStores stores, Fence fence, Definitions definitions, OperatorConfiguration configuration)
{
    /// <summary>Labels and annotations.</summary>
    public const string InstallLabel = "headgate.dev/install";
    public const string PoolLabel = "headgate.dev/pool";
    public const string EpochAnnotation = "headgate.dev/epoch";
    public const string DefinitionsAnnotation = "headgate.dev/definitions";

    /// <summary>Label that all objects of the operator have.</summary>
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";
    private const string FieldManager = "fieldManager=headgate-operator";

    private readonly OwnWrites _own = new();
    private long _publishedBytes;

    /// <summary>Bytes that were published by this process.</summary>
    public long PublishedBytes => Interlocked.Read(ref _publishedBytes);

    /// <summary>Label selector of everything that is published by this installation.</summary>
    public static string Selector(OperatorConfiguration configuration) => $"{InstallLabel}={configuration.Install}";

    /// <summary>The objects of a pool as they stand, by kind and name.</summary>
    public IEnumerable<PublishedCopy> Of(PoolConfiguration pool) =>
        stores.ConfigMaps.All.Concat<PublishedCopy>(stores.PublishedSecrets.All)
            .Where(copy => copy.Key.Namespace == pool.Namespace && copy.Labels.GetValueOrDefault(PoolLabel) == pool.Name)
            .Select(copy => _own.Newest(copy));

    /// <summary>Whether a Product is published to a pool.</summary>
    public bool Has(PoolConfiguration pool, string unit) => Of(pool).Any(copy => copy.Data.ContainsKey(EntryNames.Proxy(unit)));

    /// <summary>Whether a Product is published to a pool, and was under other definitions than stand now.</summary>
    public bool HasFromBefore(PoolConfiguration pool, string unit) => Of(pool).Any(copy => copy.Data.ContainsKey(EntryNames.Proxy(unit))
        && copy.Annotations.GetValueOrDefault(DefinitionsAnnotation) is { Length: > 0 } known && definitions.Identity.Length > 0 && known != definitions.Identity);

    /// <summary>The objects in a namespace that belong to no pool that is configured there.</summary>
    public IEnumerable<PublishedCopy> OfNoPool(string inNamespace)
    {
        var names = configuration.Pools.Where(pool => pool.Namespace == inNamespace).Select(pool => pool.Name).ToHashSet(StringComparer.Ordinal);
        return stores.ConfigMaps.All.Concat<PublishedCopy>(stores.PublishedSecrets.All)
            .Where(copy => copy.Key.Namespace == inNamespace && copy.Annotations.ContainsKey(EpochAnnotation))
            .Where(copy => copy.Labels.TryGetValue(PoolLabel, out var pool) && !names.Contains(pool));
    }

    /// <summary>One object as it stands; null when there is none.</summary>
    public PublishedCopy? Find(PoolConfiguration pool, PublishedKind kind, string name)
    {
        var key = new ObjectKey(pool.Namespace, name);
        PublishedCopy? copy = kind == PublishedKind.ConfigMap ? stores.ConfigMaps.Find(key) : stores.PublishedSecrets.Find(key);
        return copy is null ? _own.Find(kind, key) : _own.Newest(copy);
    }

    /// <summary>Makes an object what it should be.</summary>
    /// <returns>Whether anything had to be written.</returns>
    /// <exception cref="ApiException">The server refused; a conflict is settled by trying again.</exception>
    /// <exception cref="LeadershipLostException">A later leader has written it.</exception>
    public async Task<bool> WriteAsync(
        PoolConfiguration pool,
        PublishedKind kind,
        string name,
        IReadOnlyDictionary<string, byte[]> data,
        IReadOnlyDictionary<string, string> annotations,
        CancellationToken cancellationToken)
    {
        var current = Find(pool, kind, name);
        fence.Check(current);
        var labels = new Dictionary<string, string>(current?.Labels ?? new Dictionary<string, string>())
        {
            [ManagedByLabel] = "headgate",
            [InstallLabel] = configuration.Install,
            [PoolLabel] = pool.Name,
        };
        var wanted = new Dictionary<string, string>(current?.Annotations ?? new Dictionary<string, string>())
        {
            [EpochAnnotation] = fence.Epoch.ToString(CultureInfo.InvariantCulture),
            [DefinitionsAnnotation] = definitions.Identity,
        };
        foreach (var (key, value) in annotations) wanted[key] = value;
        if (current is not null && Same(current.Labels, labels) && Same(current.Annotations, wanted) && Same(current.Data, data)) return false;

        var item = Item(pool, kind, name, data, labels, wanted);
        _own.Remember(kind, await (current is null ? CreateAsync(kind, item, cancellationToken) : ReplaceAsync(current, item, cancellationToken)));
        Interlocked.Add(ref _publishedBytes, data.Values.Sum(bytes => (long)bytes.Length));
        return true;
    }

    /// <summary>Deletes an object.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task DeleteAsync(PublishedCopy copy, CancellationToken cancellationToken)
    {
        fence.Check(copy);
        _own.Forget(copy.Kind, copy.Key);
        try
        {
            await api.DeleteAsync(KindOf(copy.Kind).PathOf(copy.Key), copy.Uid, cancellationToken, copy.ResourceVersion);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // Somebody was quicker.
        }
    }

    private async Task<JsonObject> CreateAsync(PublishedKind kind, JsonObject item, CancellationToken cancellationToken)
    {
        var (space, name) = ((string)item["metadata"]!["namespace"]!, (string)item["metadata"]!["name"]!);
        try
        {
            return await api.CreateAsync($"{KindOf(kind).PathOf(space)}?{FieldManager}", item, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsConflict)
        {
            // It is there and was not told of: somebody took its label away, or this installation had another name. It is replaced the next time.
            var list = await api.GetAsync($"{KindOf(kind).PathOf(space)}?fieldSelector=metadata.name%3D{name}", cancellationToken);
            if (list["items"]!.AsArray() is [JsonObject standing])
            {
                if (standing["metadata"]!["annotations"]?[EpochAnnotation] is null)
                    throw new InvalidOperationException($"The {kind} {space}/{name} exists and is not Headgate's. Delete it, or give the pool another name.");
                _own.Remember(kind, standing);
            }
            throw;
        }
    }

    private async Task<JsonObject> ReplaceAsync(PublishedCopy current, JsonObject item, CancellationToken cancellationToken)
    {
        (item["metadata"]!["uid"], item["metadata"]!["resourceVersion"]) = (current.Uid, current.ResourceVersion);
        try
        {
            return await api.ReplaceAsync($"{KindOf(current.Kind).PathOf(current.Key)}?{FieldManager}", item, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsConflict || exception.IsNotFound)
        {
            _own.Forget(current.Kind, current.Key);
            throw;
        }
    }

    private static ResourceKind KindOf(PublishedKind kind) => kind == PublishedKind.ConfigMap ? Kinds.ConfigMaps : Kinds.Secrets;

    private static JsonObject Item(
        PoolConfiguration pool, PublishedKind kind, string name, IReadOnlyDictionary<string, byte[]> data,
        Dictionary<string, string> labels, Dictionary<string, string> annotations)
    {
        var item = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = kind.ToString(),
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = pool.Namespace,
                ["labels"] = Texts(labels),
                ["annotations"] = Texts(annotations),
            },
        };
        if (kind == PublishedKind.Secret) item["type"] = "Opaque";
        var entries = data.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(entry.Value)));
        item[kind == PublishedKind.ConfigMap ? "binaryData" : "data"] = new JsonObject(entries);
        return item;
    }

    private static JsonObject Texts(Dictionary<string, string> texts) =>
        new(texts.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value)));

    private static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var value) && value == entry.Value);

    private static bool Same(IReadOnlyDictionary<string, byte[]> left, IReadOnlyDictionary<string, byte[]> right) =>
        left.Count == right.Count && left.All(entry => right.TryGetValue(entry.Key, out var value) && value.AsSpan().SequenceEqual(entry.Value));
}
