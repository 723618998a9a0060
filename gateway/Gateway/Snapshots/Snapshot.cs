using System.Collections.Frozen;
using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>
/// Everything a request is judged by. Immutable: a reload builds the next one beside it and swaps one reference, and shares with it the
/// Products that did not change.
/// </summary>
public sealed class Snapshot
{
    private readonly FrozenDictionary<string, ProductRuntime> _hosts;
    private readonly FrozenDictionary<string, ProductRuntime>.AlternateLookup<ReadOnlySpan<char>> _hostsBySpan;

    /// <summary>Builds a snapshot. A host that two Products name stays with the first by name, and is an error of the other.</summary>
    public Snapshot(IEnumerable<ProductRuntime> products, IReadOnlyList<EntryError> errors, PoolIdentity? pool, bool complete)
    {
        Products = [.. products.OrderBy(product => product.Name, StringComparer.Ordinal)];
        Pool = pool;
        Complete = complete;
        var hosts = new Dictionary<string, ProductRuntime>(StringComparer.OrdinalIgnoreCase);
        var all = errors.ToList();
        foreach (var product in Products)
        {
            foreach (var host in product.Hosts.Where(host => !hosts.TryAdd(host, product)))
                all.Add(new EntryError(host, product.Name, $"the host {host} is served for {hosts[host].Name} already"));
        }
        Errors = all;
        _hosts = hosts.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _hostsBySpan = _hosts.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Nothing, before the first load.</summary>
    public static Snapshot Empty { get; } = new([], [], null, complete: false);

    /// <summary>The Products that are served, by name.</summary>
    public IReadOnlyList<ProductRuntime> Products { get; }

    /// <summary>What is published and not in force.</summary>
    public IReadOnlyList<EntryError> Errors { get; }

    /// <summary>Which pool this is; null until a marker was read.</summary>
    public PoolIdentity? Pool { get; }

    /// <summary>Whether every shard was there once, and peppers to judge keys by.</summary>
    public bool Complete { get; }

    /// <summary>Whether requests should be sent here: everything was read once, and not every Product of them is unusable.</summary>
    public bool Ready => Complete && (Products.Count > 0 || Errors.Count == 0);

    /// <summary>The Product that answers for a <c>Host</c> header's value: the port and one trailing dot do not count, nor does case.</summary>
    public ProductRuntime? Find(ReadOnlySpan<char> host)
    {
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && host[(colon + 1)..].IndexOf(']') < 0) host = host[..colon];
        if (host.EndsWith('.')) host = host[..^1];
        return _hostsBySpan.TryGetValue(host, out var product) ? product : null;
    }
}

/// <summary>Which pool a gateway belongs to.</summary>
/// <param name="Name">Name of the pool.</param>
/// <param name="Environment">Whose counters count.</param>
public sealed record PoolIdentity(string Name, string Environment);
