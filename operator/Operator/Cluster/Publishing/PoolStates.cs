namespace Headgate.Operator.Cluster.Publishing;

/// <summary>The pools by name.</summary>
internal sealed class PoolStates(OperatorConfiguration configuration)
{
    private readonly Dictionary<string, PoolState> _pools =
        configuration.Pools.ToDictionary(pool => pool.Name, pool => new PoolState(pool), StringComparer.Ordinal);

    /// <summary>All of them, as they are configured.</summary>
    public IReadOnlyCollection<PoolState> All => _pools.Values;

    /// <summary>One of them.</summary>
    public PoolState this[string name] => _pools[name];

    /// <summary>Those that serve a unit.</summary>
    public IEnumerable<PoolState> Of(string unit) => All.Where(pool => pool.Configuration.Serves(unit));
}
