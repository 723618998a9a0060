using System.Globalization;
using Headgate.Configuration;

namespace Headgate.TestLoad;

/// <summary>Applications that have the same plan.</summary>
/// <param name="Name">Unique in the pool.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Limits">The plan's limits.</param>
public sealed record LoadGroup(string Name, int Count, params IReadOnlyList<Limit> Limits)
{
    /// <summary>What the Product of these Applications wants while Redis is away.</summary>
    public StorePolicy Policy { get; init; } = StorePolicy.LocalShare;

    /// <summary>Limits of the three kinds that one call of a method meets: its own, and two of hits that it counts along with.</summary>
    /// <param name="most">The limit of a minute.</param>
    /// <param name="hourly">The limit of an hour.</param>
    public static IReadOnlyList<Limit> Three(long most, long hourly) =>
    [
        Limit(Contract.Hits, most, Period.Minute),
        Limit(CallKind.One, most, Period.Minute),
        Limit(CallKind.Five, most, Period.Minute),
        Limit(Contract.Hits, hourly, Period.Hour),
    ];

    /// <summary>A limit that refuses, or only observes.</summary>
    public static Limit Limit(string metric, long value, Period period, LimitMode mode = LimitMode.Enforce) =>
        new() { Metric = metric, Period = period, Value = value, Mode = mode };

    internal string PlanName => $"load/{Name}";

    internal IEnumerable<LoadApplication> Applications() =>
        Enumerable.Range(0, Count).Select(index => new LoadApplication(string.Create(CultureInfo.InvariantCulture, $"load/{Name}-{index}"), this));
}

/// <summary>An Application under load.</summary>
/// <param name="Name">As <c>namespace/name</c>.</param>
/// <param name="Group">Whose plan it has.</param>
public sealed record LoadApplication(string Name, LoadGroup Group);
