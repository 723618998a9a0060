namespace Headgate.Controllers;

/// <summary>Reconciles objects of one kind, level-based: it looks at what is, not at what happened.</summary>
/// <typeparam name="TEntity">What is kept of an object.</typeparam>
public interface IEntityController<in TEntity>
    where TEntity : class
{
    /// <summary>Makes the world as an object wants it. Called again after it threw, with growing waits.</summary>
    /// <returns>When to look again without a change; null for not before one.</returns>
    Task<TimeSpan?> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>An object is not there: removes what was made for it. May be called for objects that never were.</summary>
    Task DeletedAsync(ObjectKey key, CancellationToken cancellationToken);
}
