using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers;

/// <summary>What runs for one kind: its reflectors, or a controller of it.</summary>
/// <param name="Reflectors">What keeps the copies.</param>
/// <param name="Control">Reconciles while leading; null where there is no controller.</param>
internal sealed record EntityRegistration(IReadOnlyList<Reflector> Reflectors, Func<CancellationToken, Task>? Control = null)
{
    /// <summary>Reflectors that feed the store of a kind, one for each namespace that is looked at.</summary>
    public static EntityRegistration Reflect<TEntity>(IServiceProvider services, EntitySource<TEntity> source)
        where TEntity : class
    {
        var namespaces = services.GetRequiredService<OperatorSettings>().Namespaces;
        var sources = namespaces.Count == 0 || !source.Kind.Namespaced || source.Namespace is not null
            ? [source]
            : namespaces.Select(name => source with { Namespace = name });
        return new EntityRegistration(
        [
            .. sources.Select(one => new EntityReflector<TEntity>(
                services.GetRequiredService<KubernetesApi>(),
                one,
                services.GetRequiredService<EntityStore<TEntity>>(),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<EntityReflector<TEntity>>>())),
        ]);
    }

    /// <summary>A controller over the store of a kind.</summary>
    public static EntityRegistration Controller<TController, TEntity>(IServiceProvider services)
        where TController : class, IEntityController<TEntity>
        where TEntity : class
    {
        var store = services.GetRequiredService<EntityStore<TEntity>>();
        var queue = new WorkQueue<ObjectKey>(services.GetRequiredService<TimeProvider>());
        var controller = services.GetRequiredService<TController>();
        store.Changed += (key, _, _) => queue.Add(key);
        var workers = services.GetRequiredService<OperatorSettings>().Workers;
        var loop = new ControllerLoop<ObjectKey>(queue, ReconcileAsync, workers, services.GetRequiredService<ILogger<TController>>());
        return new EntityRegistration([], loop.RunAsync);

        async Task<TimeSpan?> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            if (store.Find(key) is { } entity) return await controller.ReconcileAsync(entity, cancellationToken);
            await controller.DeletedAsync(key, cancellationToken);
            return null;
        }
    }
}
