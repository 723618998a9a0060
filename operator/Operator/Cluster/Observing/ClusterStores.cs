using Headgate.Controllers;
using Headgate.Resources;
using Microsoft.Extensions.DependencyInjection;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>What is known of the cluster: one store per kind, kept by reflectors.</summary>
internal sealed class ClusterStores(IServiceProvider services)
{
    public EntityStore<Observed<Product>> Products { get; } = Of<Observed<Product>>(services);

    public EntityStore<Observed<MappingRule>> Rules { get; } = Of<Observed<MappingRule>>(services);

    public EntityStore<Observed<ApplicationPlan>> Plans { get; } = Of<Observed<ApplicationPlan>>(services);

    public EntityStore<Observed<Application>> Applications { get; } = Of<Observed<Application>>(services);

    public EntityStore<Observed<Account>> Accounts { get; } = Of<Observed<Account>>(services);

    public EntityStore<Secret> Secrets { get; } = Of<Secret>(services);

    public EntityStore<Namespace> Namespaces { get; } = Of<Namespace>(services);

    public EntityStore<ProductRevision> Revisions { get; } = Of<ProductRevision>(services);

    public EntityStore<GatewayPod> Pods { get; } = Of<GatewayPod>(services);

    public EntityStore<PublishedConfigMap> ConfigMaps { get; } = Of<PublishedConfigMap>(services);

    public EntityStore<PublishedSecret> PublishedSecrets { get; } = Of<PublishedSecret>(services);

    /// <summary>One object of ours; null when there is none.</summary>
    public Observed? Find(StatusKey target) => target.Kind.Kind switch
    {
        nameof(Product) => Products.Find(target.Key),
        nameof(MappingRule) => Rules.Find(target.Key),
        nameof(ApplicationPlan) => Plans.Find(target.Key),
        nameof(Application) => Applications.Find(target.Key),
        _ => Accounts.Find(target.Key),
    };

    /// <summary>Number of objects of a kind of ours.</summary>
    public int Count(ResourceKind kind) => kind.Kind switch
    {
        nameof(Product) => Products.Count,
        nameof(MappingRule) => Rules.Count,
        nameof(ApplicationPlan) => Plans.Count,
        nameof(Application) => Applications.Count,
        _ => Accounts.Count,
    };

    private static EntityStore<TEntity> Of<TEntity>(IServiceProvider services)
        where TEntity : class => services.GetRequiredService<EntityStore<TEntity>>();
}

/// <summary>Names an object of ours.</summary>
internal readonly record struct StatusKey(ResourceKind Kind, ObjectKey Key)
{
    /// <summary>The name of a resource.</summary>
    public static StatusKey Of(Resource resource) =>
        new(Kinds.Of(resource), new ObjectKey(resource.Metadata.Namespace!, resource.Metadata.Name));

    public override string ToString() => $"{Kind.Kind} {Key}";
}
