using Headgate.Controllers;
using Headgate.Operator.Cluster.Counters;
using Headgate.Operator.Cluster.Gateways;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.StagingTest;
using Headgate.Operator.Cluster.Statuses;
using Headgate.Operator.Cluster.Units;
using Headgate.Operator.Cluster.Versions;
using Headgate.Operator.Versions;
using Headgate.Resources;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Cluster.Running;

/// <summary>Puts the operator together.</summary>
internal static class OperatorServices
{
    /// <summary>Field manager of statuses.</summary>
    public const string StatusManager = "headgate-operator-status";

    private const string ControllerName = Group.Name + "/operator";

    /// <summary>Adds the operator to a host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">What it is told.</param>
    /// <param name="identity">Name of this process, unique among those that may lead.</param>
    public static IServiceCollection AddHeadgateOperator(this IServiceCollection services, OperatorConfiguration configuration, string identity)
    {
        services.AddSingleton(configuration);
        var builder = services.AddKubernetesOperator(settings =>
        {
            settings.Namespaces = configuration.WatchNamespaces;
            if (configuration.Lease is { } lease)
                settings.Leadership = new LeadershipSettings { Namespace = lease.Namespace, Name = lease.Name, Identity = identity };
        });
        AddSources(builder, services, configuration);
        AddParts(services, identity);
        builder.AddWork(provider => provider.GetRequiredService<CounterTriggers>().RunAsync);
        builder.AddWork(provider => provider.GetRequiredService<OperatorWork>().RunAsync);
        return services;
    }

    private static void AddSources(KubernetesOperatorBuilder builder, IServiceCollection services, OperatorConfiguration configuration)
    {
        AddOwn(builder, Kinds.Products, ResourcesJson.Default.Product);
        AddOwn(builder, Kinds.MappingRules, ResourcesJson.Default.MappingRule);
        AddOwn(builder, Kinds.ApplicationPlans, ResourcesJson.Default.ApplicationPlan);
        AddOwn(builder, Kinds.Applications, ResourcesJson.Default.Application);
        AddOwn(builder, Kinds.Accounts, ResourcesJson.Default.Account);
        builder.AddEntity(new EntitySource<Secret>(
            Kinds.Secrets, item => ObjectReading.ReadCore(ResourcesJson.Default.Secret, item), LabelSelector: Secret.CredentialsLabel));
        // Namespaces are not in a namespace: an operator with rights in some only cannot read their labels.
        services.TryAddSingleton<EntityStore<Namespace>>();
        if (configuration.WatchNamespaces.Count == 0)
            builder.AddEntity(new EntitySource<Namespace>(Kinds.Namespaces, item => ObjectReading.ReadCore(ResourcesJson.Default.Namespace, item)));
        var published = PublishedObjects.Selector(configuration);
        builder.AddEntity(new EntitySource<ProductRevision>(Kinds.Revisions, ProductRevision.Read, LabelSelector: published));
        foreach (var name in configuration.Pools.Select(pool => pool.Namespace).Distinct(StringComparer.Ordinal))
        {
            builder.AddEntity(new EntitySource<GatewayPod>(Kinds.Pods, GatewayPod.Read, name));
            builder.AddEntity(new EntitySource<PublishedConfigMap>(Kinds.ConfigMaps, PublishedConfigMap.Read, name, published));
            builder.AddEntity(new EntitySource<PublishedSecret>(Kinds.Secrets, PublishedSecret.Read, name, published));
        }
    }

    private static void AddOwn<TResource>(
        KubernetesOperatorBuilder builder, ResourceKind kind, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TResource> json)
        where TResource : Resource =>
        builder.AddEntity(new EntitySource<Observed<TResource>>(kind, item => ObjectReading.Read(kind, json, item)));

    private static void AddParts(IServiceCollection services, string identity)
    {
        services.AddSingleton(provider => new Fence(() => provider.GetRequiredService<OperatorHost>().Leadership, identity));
        services.AddSingleton(provider => new EventRecorder(
            provider.GetRequiredService<KubernetesApi>(), ControllerName, identity,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EventRecorder>>()));
        services.AddSingleton(provider => new StatusWriter(
            provider.GetRequiredService<KubernetesApi>(), StatusManager, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new UnitSafety(
            () => provider.GetRequiredService<OperatorHost>().Synced,
            provider.GetRequiredService<Definitions>(), provider.GetRequiredService<Losses>(),
            provider.GetRequiredService<StartupGuard>(), provider.GetRequiredService<UnitRegister>()));
        foreach (var part in Parts) services.AddSingleton(part);
    }

    private static IReadOnlyList<Type> Parts { get; } =
    [
        typeof(ClusterStores), typeof(OperatorQueues), typeof(Timeline), typeof(Definitions), typeof(Losses), typeof(UnreadableObjects),
        typeof(VersionRegister), typeof(RevisionWriter), typeof(VersionKeeper), typeof(VersionLoss), typeof(UnitRegister),
        typeof(UnitGatherer), typeof(StartupGuard), typeof(TestCredentials), typeof(CredentialMaker), typeof(UnitResults), typeof(UnitReconciler),
        typeof(PoolStates), typeof(PublishedObjects), typeof(PepperKeeper), typeof(PublicationWait), typeof(PoolPublisher),
        typeof(GatewayClient), typeof(PodTouch), typeof(WatchOutcome), typeof(GatewayWatch),
        typeof(StagingTests), typeof(TestPace), typeof(TestVerdicts), typeof(StagingTester), typeof(TestClient), typeof(StatusBoard), typeof(UsageBoard), typeof(AccountProgress), typeof(StatusComposer), typeof(StatusEvents), typeof(StatusReporter),
        typeof(SharedCounters), typeof(SharedUsage), typeof(DeletedCounters), typeof(CounterTriggers),
        typeof(OperatorLoops), typeof(OperatorStart), typeof(PoolTriggers), typeof(OperatorWork), typeof(OperatorMetrics),
    ];
}
