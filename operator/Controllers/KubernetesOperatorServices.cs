using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Headgate.Controllers;

/// <summary>Adds an operator to a host, in the words of KubeOps.</summary>
public static class KubernetesOperatorServices
{
    /// <summary>Adds an operator that follows kinds and reconciles them while it leads.</summary>
    /// <param name="services">The host's services; a <see cref="KubernetesApi"/> among them replaces the default connection.</param>
    /// <param name="configure">Changes the settings.</param>
    public static KubernetesOperatorBuilder AddKubernetesOperator(this IServiceCollection services, Action<OperatorSettings>? configure = null)
    {
        var settings = new OperatorSettings();
        configure?.Invoke(settings);
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            KubernetesApi.Connect(KubernetesClientConfiguration.BuildDefaultConfig(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<OperatorHost>();
        services.AddHostedService(provider => provider.GetRequiredService<OperatorHost>());
        return new KubernetesOperatorBuilder(services);
    }
}

/// <summary>Says what an operator follows and reconciles.</summary>
/// <param name="services">The host's services.</param>
public sealed class KubernetesOperatorBuilder(IServiceCollection services)
{
    /// <summary>Follows a kind that is said here, and keeps of each object what <see cref="EntitySource{TEntity}.Read"/> makes of it.</summary>
    public KubernetesOperatorBuilder AddEntity<TEntity>(EntitySource<TEntity> source)
        where TEntity : class
    {
        services.TryAddSingleton<EntityStore<TEntity>>();
        services.AddSingleton(provider => EntityRegistration.Reflect(provider, source));
        return this;
    }

    /// <summary>Follows a kind that has a <see cref="k8s.Models.KubernetesEntityAttribute"/>.</summary>
    public KubernetesOperatorBuilder AddEntity<TEntity>()
        where TEntity : class =>
        AddEntity(new EntitySource<TEntity>(ResourceKind.Of<TEntity>(), item => KubernetesJson.Deserialize<TEntity>(item)));

    /// <summary>Reconciles a kind, which is followed by its attribute unless <see cref="AddEntity{TEntity}(EntitySource{TEntity})"/> said how.</summary>
    public KubernetesOperatorBuilder AddController<TController, TEntity>()
        where TController : class, IEntityController<TEntity>
        where TEntity : class
    {
        if (services.All(service => service.ServiceType != typeof(EntityStore<TEntity>))) AddEntity<TEntity>();
        services.TryAddSingleton<TController>();
        services.AddSingleton(provider => EntityRegistration.Controller<TController, TEntity>(provider));
        return this;
    }

    /// <summary>Runs something else while this process leads; it ends when it is cancelled.</summary>
    public KubernetesOperatorBuilder AddWork(Func<IServiceProvider, Func<CancellationToken, Task>> work)
    {
        services.AddSingleton(provider => new EntityRegistration([], work(provider)));
        return this;
    }
}
