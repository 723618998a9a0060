using System.Collections.Concurrent;

namespace Headgate.Controllers;

/// <summary>What is known of one kind: kept by one or more <see cref="Reflector"/>s, read by everybody.</summary>
/// <typeparam name="TEntity">What is kept of an object; never changed once it is here.</typeparam>
public sealed class EntityStore<TEntity>
    where TEntity : class
{
    private readonly ConcurrentDictionary<ObjectKey, TEntity> _entities = new();

    /// <summary>
    /// Told after each change: the key, what was there before and what is there now. Called in order and while the reflector waits: only
    /// put the key into a queue here.
    /// </summary>
    public event Action<ObjectKey, TEntity?, TEntity?>? Changed;

    /// <summary>Number of objects.</summary>
    public int Count => _entities.Count;

    /// <summary>All objects, in no order.</summary>
    public IEnumerable<TEntity> All => _entities.Values;

    /// <summary>One object; null when there is none.</summary>
    public TEntity? Find(ObjectKey key) => _entities.GetValueOrDefault(key);

    /// <summary>Keys that are known, in one namespace or in all.</summary>
    internal IEnumerable<ObjectKey> KeysIn(string? inNamespace) => _entities.Keys.Where(key => inNamespace is null || key.Namespace == inNamespace);

    internal void Set(ObjectKey key, TEntity entity)
    {
        var before = _entities.GetValueOrDefault(key);
        _entities[key] = entity;
        Changed?.Invoke(key, before, entity);
    }

    internal void Remove(ObjectKey key)
    {
        if (_entities.TryRemove(key, out var before)) Changed?.Invoke(key, before, null);
    }
}
