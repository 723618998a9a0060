using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Rights;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Crds;
using Headgate.Resources;
using Headgate.TestCluster;
using Headgate.TestCluster.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Tests.Cluster.Rights;

/// <summary>
/// An operator under exactly the rights that <c>headgate rights</c> prints, in a cluster where there is everything to be done.
/// </summary>
internal sealed class RightsScenario : IAsyncDisposable
{
    private const string Account = "operator";

    private static readonly ResourceKind Definitions =
        new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", Namespaced: false);

    private readonly ConcurrentQueue<AccessRequest> _requests = new();
    private readonly List<JsonObject> _rights = [];

    private RightsScenario(TestApi api) => Api = api;

    public TestApi Api { get; }

    public OperatorConfiguration Configuration { get; private set; } = null!;

    /// <summary>What the operator asked for, in order; empty with a real server.</summary>
    public IReadOnlyCollection<AccessRequest> Requests => _requests;

    public LogLines Log { get; } = new();

    /// <summary>Namespace of the operator and its Lease.</summary>
    public string Home { get; private set; } = "";

    /// <summary>Namespace of a Product that consents to be named from namespaces with the label <c>friend: "yes"</c>.</summary>
    public string Tenant { get; private set; } = "";

    /// <summary>Such a namespace.</summary>
    public string Friend { get; private set; } = "";

    /// <summary>Namespace of the gateways.</summary>
    public string Gateways { get; private set; } = "";

    /// <summary>A namespace with a Product, which is watched only with all others.</summary>
    public string Outside { get; private set; } = "";

    /// <summary>Who the operator is.</summary>
    public string Identity => $"system:serviceaccount:{Home}:{Account}";

    /// <summary>Prepares a cluster.</summary>
    /// <param name="watchAll">Whether the operator watches all namespaces, or two.</param>
    public static async Task<RightsScenario> PrepareAsync(bool watchAll)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var scenario = new RightsScenario(await TestApi.ConnectAsync());
        var admin = scenario.Api.Api;
        scenario.Home = await scenario.Api.NewNamespaceAsync(cancellation);
        scenario.Tenant = await scenario.Api.NewNamespaceAsync(cancellation);
        scenario.Friend = await scenario.Api.NewNamespaceAsync(cancellation);
        scenario.Gateways = await scenario.Api.NewNamespaceAsync(cancellation);
        scenario.Outside = await scenario.Api.NewNamespaceAsync(cancellation);
        await DefineAsync(admin);
        scenario.Configuration = new OperatorConfiguration
        {
            Install = $"rights-{Guid.NewGuid().ToString("N")[..8]}",
            WatchNamespaces = watchAll ? [] : [scenario.Tenant, scenario.Friend],
            Lease = new LeaseConfiguration { Namespace = scenario.Home },
            AdminPort = 0,
            Pools =
            [
                new PoolConfiguration
                {
                    Name = "main",
                    Namespace = scenario.Gateways,
                    PodSelector = new LabelSelector { MatchLabels = new Dictionary<string, string> { ["app"] = "gateway" } },
                    // Nobody answers there.
                    AdminPort = 1,
                },
            ],
        };
        await admin.ApplyAsync(RightsManifests.Of(scenario));
        var roles = OperatorRights.Of(scenario.Configuration);
        var text = RightsText.Of(roles, scenario.Configuration.Install, new(scenario.Home, Account));
        scenario._rights.AddRange(await admin.ApplyAsync(text));
        var address = new JsonObject { ["podIP"] = "127.0.0.1", ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = "127.0.0.1" }) };
        var pod = new ObjectKey(scenario.Gateways, "gateway");
        await admin.MergeAsync(Kinds.Pods.PathOf(pod, "status"), new JsonObject { ["status"] = address }, cancellation);
        return scenario;
    }

    /// <summary>Runs the operator until a story is told.</summary>
    public async Task RunAsync(Func<Task> story)
    {
        var directory = Directory.CreateTempSubdirectory("headgate-rights-");
        var token = await Api.TokenOfAsync(Home, Account, TestContext.Current.CancellationToken);
        var kubeconfig = await Api.WriteKubeconfigAsync(directory.FullName, token);
        if (Api.Cluster is { } cluster) cluster.Faults.Requested += request =>
        {
            if (request.User.Name == Identity) _requests.Enqueue(request.Access);
        };
        await using (var app = OperatorProgram.Build(Configuration, kubeconfig, TimeProvider.System))
        {
            app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
            await app.StartAsync(TestContext.Current.CancellationToken);
            await story();
            await app.StopAsync(TestContext.Current.CancellationToken);
        }
        directory.Delete(recursive: true);
    }

    /// <summary>What the operator asked for and has no right to.</summary>
    public IReadOnlyList<AccessRequest> Denied()
    {
        var access = new RoleBasedAccess(Api.Cluster!.Store);
        var user = UserInfo.Named(Identity);
        lock (Api.Cluster.Store.Lock) return [.. _requests.Where(request => access.Allow(user, request) is null).Distinct()];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var item in _rights.Where(item => item["metadata"]!["namespace"] is null)) await Api.Api.DeleteAsync(item);
        await Api.DisposeAsync();
    }

    private static async Task DefineAsync(KubernetesApi admin)
    {
        foreach (var kind in CrdBuilder.Kinds)
        {
            var path = Definitions.PathOf(new ObjectKey("", CrdBuilder.NameOf(kind)));
            await admin.ApplyAsync(path, CrdBuilder.Build(kind), "test", TestContext.Current.CancellationToken);
        }
        await using var view = new ClusterView(admin, [(Definitions, null)]);
        await view.UntilAsync("the definitions are established", now =>
            CrdBuilder.Kinds.All(kind => IsEstablished(now.Find(Definitions, "", CrdBuilder.NameOf(kind)))));
    }

    private static bool IsEstablished(JsonObject? definition) => (definition?["status"]?["conditions"] as JsonArray ?? [])
        .Any(condition => (string?)condition!["type"] == "Established" && (string?)condition["status"] == "True");
}
