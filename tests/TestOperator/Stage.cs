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

    private static readonly string[] Accounts = ["headgate", "headgate-other"];

    /// <summary>The kind of definitions.</summary>
    public static readonly ResourceKind Definitions =
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
    public string OperatorUser => UserOf(0);

    /// <summary>Opens one.</summary>
    public static async Task<Stage> OpenAsync(CancellationToken cancellationToken, int tenants = 2) =>
        await OpenAsync(await TestApi.ConnectAsync(), tenants, cancellationToken);

    /// <summary>Opens one with a cluster of its own even where there is a real API server: for what cannot be asked of that.</summary>
    public static async Task<Stage> OpenOwnAsync(CancellationToken cancellationToken, int tenants = 1) =>
        await OpenAsync(await TestApi.ConnectOwnAsync(), tenants, cancellationToken);

    private static async Task<Stage> OpenAsync(TestApi api, int tenants, CancellationToken cancellationToken)
    {
        var stage = new Stage(api);
        await stage.DefineAsync(CrdBuilder.Kinds, cancellationToken);
        await stage.SettleAsync(tenants, cancellationToken);
        return stage;
    }

    /// <summary>Goes on in namespaces that are new, as many as before. What stands in the old ones stays, and is nobody's.</summary>
    public Task MoveAsync(CancellationToken cancellationToken)
    {
        var tenants = Tenants.Count;
        Tenants.Clear();
        return SettleAsync(tenants, cancellationToken);
    }

    private async Task SettleAsync(int tenants, CancellationToken cancellationToken)
    {
        for (var index = 0; index < tenants; index++) Tenants.Add(await Api.NewNamespaceAsync(cancellationToken));
        Gateways = await Api.NewNamespaceAsync(cancellationToken);
        foreach (var account in Accounts) await ApplyAsync(Manifest(ServiceAccounts, Gateways, account), cancellationToken);
        await AllowAsync([Rule("*", "*")], cancellationToken);
        var binding = Manifest(ClusterRoleBindings, "", Gateways);
        binding["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = Gateways };
        binding["subjects"] = new JsonArray([.. Accounts.Select(account => (JsonNode)new JsonObject
        {
            ["kind"] = "ServiceAccount",
            ["namespace"] = Gateways,
            ["name"] = account,
        })]);
        await ApplyAsync(binding, cancellationToken);
    }

    /// <summary>Configuration of an operator for the tenants, with one pool.</summary>
    public OperatorConfiguration Configure(int shards = 2, bool leased = false) => new()
    {
        Install = Gateways,
        WatchNamespaces = Tenants,
        Lease = leased ? new LeaseConfiguration { Namespace = Gateways } : null,
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

    /// <summary>Name that requests of the first or of the second operator come under.</summary>
    public string UserOf(int account) => $"system:serviceaccount:{Gateways}:{Accounts[account]}";

    /// <summary>Connects as an operator does.</summary>
    public async Task<KubernetesApi> ConnectOperatorAsync(int account, TimeProvider time, CancellationToken cancellationToken) =>
        KubernetesApi.Connect(Api.Configuration(await Api.TokenOfAsync(Gateways, Accounts[account], cancellationToken)), time);

    /// <summary>Gives operators these rights and no others.</summary>
    public Task AllowAsync(IEnumerable<JsonObject> rules, CancellationToken cancellationToken)
    {
        var role = Manifest(ClusterRoles, "", Gateways);
        role["rules"] = new JsonArray([.. rules]);
        return ApplyAsync(role, cancellationToken);
    }

    /// <summary>A rule that allows everything with resources of a group.</summary>
    public static JsonObject Rule(string group, params string[] resources) => new()
    {
        ["apiGroups"] = new JsonArray(group),
        ["resources"] = new JsonArray([.. resources.Select(resource => (JsonNode)resource)]),
        ["verbs"] = new JsonArray("*"),
    };

    /// <summary>Makes an object what the manifest says.</summary>
    public Task<JsonObject> ApplyAsync(JsonObject manifest, CancellationToken cancellationToken) =>
        AgainAsync(() => Api.Api.ApplyAsync(KindOf(manifest).PathOf(KeyOf(manifest)), manifest, "test", cancellationToken));

    /// <summary>Deletes an object if it is there.</summary>
    public async Task DeleteAsync(ResourceKind kind, ObjectKey key, CancellationToken cancellationToken)
    {
        try
        {
            var item = await AgainAsync(() => Api.Api.GetAsync(kind.PathOf(key), cancellationToken));
            await AgainAsync(() => Api.Api.DeleteAsync(kind.PathOf(key), (string)item["metadata"]!["uid"]!, cancellationToken));
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // As wanted.
        }
    }

    // A cluster that restarts cuts the connections of tests as well; all that is asked here may be asked twice.
    private static async Task<JsonObject> AgainAsync(Func<Task<JsonObject>> request)
    {
        for (var left = 5; ; left--)
        {
            try
            {
                return await request();
            }
            catch (HttpRequestException) when (left > 0)
            {
            }
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

    /// <summary>Installs the definitions of kinds.</summary>
    public async Task DefineAsync(IEnumerable<Type> kinds, CancellationToken cancellationToken)
    {
        foreach (var definition in kinds.Select(CrdBuilder.Build))
        {
            var path = Definitions.PathOf(KeyOf(definition));
            await Api.Api.ApplyAsync(path, definition, "test", cancellationToken);
            while (!IsEstablished(await Api.Api.GetAsync(path, cancellationToken))) await Task.Yield();
            await UntilServedAsync($"/apis/{Group.ApiVersion}/{definition["spec"]!["names"]!["plural"]}?limit=1", cancellationToken);
        }
    }

    // A real server answers 404 for a moment after it has said that a definition is established.
    private async Task UntilServedAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Api.Api.GetAsync(path, cancellationToken);
                return;
            }
            catch (ApiException exception) when (exception.IsNotFound)
            {
                await Task.Yield();
            }
        }
    }

    private static bool IsEstablished(JsonObject definition) => (definition["status"]?["conditions"] as JsonArray ?? [])
        .Any(condition => (string?)condition!["type"] == "Established" && (string?)condition["status"] == "True");
}
