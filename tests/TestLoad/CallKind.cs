using Headgate.Configuration;

namespace Headgate.TestLoad;

/// <summary>A call that the rules of a <see cref="LoadPool"/> know: what it asks for and what it costs.</summary>
/// <param name="Path">The path.</param>
/// <param name="Metric">What its rule counts.</param>
/// <param name="Units">Units of that, and of hits.</param>
public sealed record CallKind(string Path, string Metric, long Units)
{
    /// <summary>The method that costs 1.</summary>
    public const string One = "one";

    /// <summary>The method that costs 5.</summary>
    public const string Five = "five";

    /// <summary>One hit.</summary>
    public static CallKind Hit { get; } = new("/hit", Contract.Hits, 1);

    /// <summary>One unit of a method, and so one hit.</summary>
    public static CallKind OfOne { get; } = new("/one", One, 1);

    /// <summary>Five units of a method, and so five hits.</summary>
    public static CallKind OfFive { get; } = new("/five", Five, 5);

    /// <summary>All of them; an <see cref="Answer"/> names one by its place here.</summary>
    public static IReadOnlyList<CallKind> All { get; } = [Hit, OfOne, OfFive];

    /// <summary>Units of a metric that such a call costs.</summary>
    public long CostOf(string metric) => metric == Metric || metric == Contract.Hits ? Units : 0;
}
