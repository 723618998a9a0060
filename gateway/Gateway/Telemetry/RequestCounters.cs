using System.Collections.Concurrent;

namespace Headgate.Gateway.Telemetry;

/// <summary>Counts requests per Product, decision and status class. Bounded: Products are those that were ever served, the rest is fixed.</summary>
public sealed class RequestCounters
{
    private const int Classes = 6;

    private readonly ConcurrentDictionary<string, long[]> _products = new(StringComparer.Ordinal);

    /// <summary>What limits that only observe would have refused.</summary>
    public WouldRefuseCounters WouldRefuse { get; } = new();

    /// <summary>Adds one request. <paramref name="product"/> is empty while no Product was found.</summary>
    public void Add(string product, int decision, int status)
    {
        var counters = _products.GetOrAdd(product, static _ => new long[Decision.All.Count * Classes]);
        Interlocked.Increment(ref counters[(decision * Classes) + Math.Clamp(status / 100, 0, Classes - 1)]);
    }

    /// <summary>All counters that are not zero.</summary>
    public IEnumerable<(string Product, string Decision, string StatusClass, long Count)> Read() =>
        from entry in _products.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        from index in Enumerable.Range(0, entry.Value.Length)
        let count = Interlocked.Read(ref entry.Value[index])
        where count > 0
        select (entry.Key, Decision.All[index / Classes], $"{index % Classes}xx", count);
}
