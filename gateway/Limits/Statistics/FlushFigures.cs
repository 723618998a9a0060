namespace Headgate.Limits.Statistics;

/// <summary>How the statistics of this process are doing, since its start.</summary>
public sealed record FlushFigures
{
    /// <summary>Accepted calls that Redis has taken.</summary>
    public required long FlushedCalls { get; init; }

    /// <summary>Units, of all metrics, that Redis has taken.</summary>
    public required long FlushedUnits { get; init; }

    /// <summary>Entries that wait, of at most <see cref="UsageStatistics.MostEntries"/>: an (Application, minute) or an (Application, minute, metric) each.</summary>
    public required int PendingEntries { get; init; }

    /// <summary>Accepted calls of which something was lost, because the buffer was full or this process ended without Redis.</summary>
    public required long LostCalls { get; init; }

    /// <summary>Units that were lost.</summary>
    public required long LostUnits { get; init; }

    /// <summary>Answers that were lost.</summary>
    public required long LostAnswers { get; init; }

    /// <summary>Units and answers that could not be added to a window, because its key in Redis holds something else; counted once for each window.</summary>
    public required long BlockedUnits { get; init; }

    /// <summary>When everything that waited had been sent, by this machine's clock; null before the first time.</summary>
    public DateTimeOffset? LastSuccess { get; init; }
}
