using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using YamlDotNet.Serialization;

namespace Headgate.Operator.Tests.Cluster;

/// <summary>Manifests as a person would apply them.</summary>
internal static class YamlManifests
{
    private const string Rbac = "rbac.authorization.k8s.io";

    private static readonly ResourceKind[] Known =
    [
        .. Kinds.Own, Kinds.ConfigMaps, Kinds.Secrets, Kinds.Pods, Kinds.Namespaces,
        new("", "v1", "serviceaccounts", "ServiceAccount"),
        new(Rbac, "v1", "roles", "Role"),
        new(Rbac, "v1", "rolebindings", "RoleBinding"),
        new(Rbac, "v1", "clusterroles", "ClusterRole", Namespaced: false),
        new(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", Namespaced: false),
    ];

    /// <summary>The documents.</summary>
    public static IReadOnlyList<JsonObject> Read(string yaml)
    {
        var deserializer = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
        return
        [
            .. yaml.Split("\n---\n").Select(document => deserializer.Deserialize<object?>(document)).OfType<object>()
                .Select(document => JsonSerializer.SerializeToNode(Plain(document))!.AsObject()),
        ];
    }

    /// <summary>Applies all documents, and returns them.</summary>
    public static async Task<IReadOnlyList<JsonObject>> ApplyAsync(this KubernetesApi api, string yaml)
    {
        var items = Read(yaml);
        foreach (var item in items) await api.ApplyAsync(PathOf(item), item, "test", TestContext.Current.CancellationToken);
        return items;
    }

    /// <summary>Deletes an object that was applied.</summary>
    public static async Task DeleteAsync(this KubernetesApi api, JsonObject item)
    {
        var standing = await api.GetAsync(PathOf(item), CancellationToken.None);
        await api.DeleteAsync(PathOf(item), (string)standing["metadata"]!["uid"]!, CancellationToken.None);
    }

    private static string PathOf(JsonObject item)
    {
        var kind = Known.Single(kind => kind.Kind == (string?)item["kind"] && kind.ApiVersion == (string?)item["apiVersion"]);
        return kind.PathOf(new ObjectKey((string?)item["metadata"]!["namespace"] ?? "", (string)item["metadata"]!["name"]!));
    }

    private static object? Plain(object? value) => value switch
    {
        Dictionary<object, object> map => map.ToDictionary(entry => (string)entry.Key, entry => Plain(entry.Value)),
        List<object> list => list.Select(Plain).ToList(),
        _ => value,
    };
}
