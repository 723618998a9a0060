using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Crds;
using Headgate.Resources;
using Headgate.TestCluster;

namespace Headgate.TestOperator;

/// <summary>
/// Where operators are tried: an API server with our definitions, namespaces of tenants and one of gateways, and an account that operators
/// run as. On a real API server it is a part of it that is taken away again.
/// </summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>Name of the pool.</summary>
    public const string Pool = "p";

    private const string Account = "headgate";
    private static readonly ResourceKind Definitions =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", Namespaced: false);
    private static readonly ResourceKind ServiceAccounts = new("", "v1", "serviceaccounts", "ServiceAccount");
    private static readonly ResourceKind ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", Namespaced: false);
    private static readonly ResourceKind ClusterRoleBindings =
        new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", Namespaced: false);

    private Stage(TestApi api) => Api = api;

    /// <summary>The API server.</summary>
    public TestApi Api { get; }

    /// <summary>Namespaces of tenants.</summary>
    public List<string> Tenants { get; } = [];

    /// <summary>Namespace of the gateways, and of the operator.</summary>
    public string Gateways { get; private set; } = "";

    /// <summary>Name that the operator's requests come under.</summary>
    public string OperatorUser => $"system:serviceaccount:{Gateways}:{Account}";

    /// <summary>Opens one.</summary>
    public static async Task<Stage> OpenAsync(CancellationToken cancellationToken, int tenants = 2) =>
        await OpenAsync(await TestApi.ConnectAsync(), tenants, cancellationToken);

    /// <summary>Opens one with a cluster of its own even where there is a real API server: for what cannot be asked of that.</summary>
    public static async Task<Stage> OpenOwnAsync(CancellationToken cancellationToken, int tenants = 1) =>
        await OpenAsync(await TestApi.ConnectOwnAsync(), tenants, cancellationToken);

    private static async Task<Stage> OpenAsync(TestApi api, int tenants, CancellationToken cancellationToken)
    {
        var stage = new Stage(api);
        foreach (var kind in CrdBuilder.Kinds) await stage.DefineAsync(kind, cancellationToken);
        for (var index = 0; index < tenants; index++) stage.Tenants.Add(await stage.Api.NewNamespaceAsync(cancellationToken));
        stage.Gateways = await stage.Api.NewNamespaceAsync(cancellationToken);
        await stage.ApplyAsync(Manifest(ServiceAccounts, stage.Gateways, Account), cancellationToken);
        var role = Manifest(ClusterRoles, "", stage.Gateways);
        role["rules"] = new JsonArray(new JsonObject
        {
            ["apiGroups"] = new JsonArray("*"),
            ["resources"] = new JsonArray("*"),
            ["verbs"] = new JsonArray("*"),
        });
        await stage.ApplyAsync(role, cancellationToken);
        var binding = Manifest(ClusterRoleBindings, "", stage.Gateways);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = stage.Gateways };
        binding["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = stage.Gateways, ["name"] = Account });
        await stage.ApplyAsync(binding, cancellationToken);
        return stage;
    }

    /// <summary>Configuration of an operator for the tenants, with one pool.</summary>
    public OperatorConfiguration Configure(int shards = 2) => new()
    {
        Install = Gateways,
        WatchNamespaces = Tenants,
        Pools =
        [
            new PoolConfiguration
            {
                Name = Pool,
                Namespace = Gateways,
                PodSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "gateway" } },
                Shards = shards,
            },
        ],
    };

    /// <summary>Connects as an operator does.</summary>
    public async Task<KubernetesApi> ConnectOperatorAsync(TimeProvider time, CancellationToken cancellationToken) =>
        KubernetesApi.Connect(Api.Configuration(await Api.TokenOfAsync(Gateways, Account, cancellationToken)), time);

    /// <summary>Makes an object what the manifest says.</summary>
    public Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancellationToken) =>
        Api.Api.ApplyAsync(KindOf(manifest).PathOf(KeyOf(manifest)), manifest, "test", cancellationToken);

    /// <summary>Deletes an object if it is there.</summary>
    public async Task DeleteAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            var item = await Api.Api.GetAsync(kind.PathOf(key), cancellationToken);
            await Api.Api.DeleteAsync(kind.PathOf(key), (string)item["metadata"]!["uid"]!, cancellationToken);
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // As wanted.
        }
    }

    /// <summary>All objects of a kind in a namespace.</summary>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(ResourceKind kind, string inNamespace, CancellationToken cancellationToken, string selector = "") =>
        [.. (await Api.Api.GetAsync($"{kind.PathOf(inNamespace)}?labelSelector={Uri.EscapeDataString(selector)}", cancellationToken))["items"]!
            .AsArray().OfType<JsonObject>()];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Api.Cluster is null)
        {
            await DeleteAsync(ClusterRoleBindings, new ObjectKey("", Gateways), CancellationToken.None);
            await DeleteAsync(ClusterRoles, new ObjectKey("", Gateways), CancellationToken.None);
        }
        await Api.DisposeAsync();
    }

    /// <summary>A manifest without a spec.</summary>
    public static JsonObject Manifest(ResourceKind kind, string inNamespace, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (kind.Namespaced) metadata["namespace"] = inNamespace;
        return new JsonObject
        {
            ["apiVersion"] = kind.Group.Length == 0 ? kind.Version : $"{kind.Group}/{kind.Version}",
            ["kind"] = kind.Kind,
            ["metadata"] = metadata,
        };
    }

    private static ObjectKey KeyOf(JsonObject manifest) => new((string?)manifest["metadata"]!["namespace"] ?? "", (string)manifest["metadata"]!["name"]!);

    private static ResourceKind KindOf(JsonObject manifest) => (string?)manifest["kind"] switch
    {
        "ServiceAccount" => ServiceAccounts,
        "ClusterRole" => ClusterRoles,
        "ClusterRoleBinding" => ClusterRoleBindings,
        var name => Kinds.Own.Concat([Kinds.ConfigMaps, Kinds.Secrets, Kinds.Namespaces, Kinds.Pods]).First(kind => kind.Kind == name),
    };

    private async Task DefineAsync(Type kind, CancellationToken cancellationToken)
    {
        var definition = CrdBuilder.Build(kind);
        var path = Definitions.PathOf(new ObjectKey("", (string)definition["metadata"]!["name"]!));
        await Api.Api.ApplyAsync(path, definition, "test", cancellationToken);
        while (true)
        {
            var conditions = (await Api.Api.GetAsync(path, cancellationToken))["status"]?["conditions"] as JsonArray ?? [];
            if (conditions.Any(condition => (string?)condition!["type"] == "Established" && (string?)condition["status"] == "True")) return;
            await Task.Yield();
        }
    }
}
