using Headgate.Configuration;

namespace Headgate.Limits;

/// <summary>One counter that is read: which is asked, then what was answered.</summary>
/// <param name="Metric">Asked: the metric.</param>
/// <param name="Period">Asked: the period.</param>
public record struct CounterReading(string Metric, Period Period)
{
    /// <summary>Answered: units used in the current window, 0 or more; those of the metric's children are booked in both.</summary>
    public long Used { get; set; }
}
