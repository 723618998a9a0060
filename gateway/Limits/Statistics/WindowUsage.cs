namespace Headgate.Limits.Statistics;

/// <summary>What one Application used in one window.</summary>
/// <param name="Start">First instant; year 1 for eternity.</param>
/// <param name="End">First instant after it; null for eternity.</param>
public sealed record WindowUsage(DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>Units of accepted calls by metric, in ordinal order: the statistics.</summary>
    public IReadOnlyDictionary<string, long> Units { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>
    /// Units that stand against limits, by metric, where a limit looked at the window: with what gateways have booked and not spent, and without what
    /// was reset or credited.
    /// </summary>
    public IReadOnlyDictionary<string, long> Booked { get; init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>Answers by class of status, 1 to 5.</summary>
    public IReadOnlyDictionary<int, long> Answers { get; init; } = new SortedDictionary<int, long>();

    /// <summary>Whether anything was used.</summary>
    public bool IsEmpty => Units.Count + Booked.Count + Answers.Count == 0;
}

/// <summary>What a counter of a limit stands at.</summary>
/// <param name="Counted">Units of accepted calls: the statistics.</param>
/// <param name="Booked">Units that stand against a limit; null where none looked yet.</param>
public readonly record struct CounterUse(long Counted, long? Booked)
{
    /// <summary>What a limit is judged by.</summary>
    public long Used => Booked ?? Counted;
}
