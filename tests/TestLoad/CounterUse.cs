using Headgate.Configuration;

namespace Headgate.TestLoad;

/// <summary>One limited counter in one window, as callers saw it.</summary>
/// <param name="place">The Application's place in the pool.</param>
/// <param name="application">The Application.</param>
/// <param name="limit">The limit.</param>
/// <param name="window">Start of the window.</param>
public sealed class CounterUse(int place, LoadApplication application, Limit limit, DateTimeOffset window)
{
    private long _firstRefused = long.MaxValue;
    private long _lastAccepted;

    /// <summary>The Application's place in the pool.</summary>
    public int Place => place;

    /// <summary>The Application.</summary>
    public LoadApplication Application => application;

    /// <summary>The limit.</summary>
    public Limit Limit => limit;

    /// <summary>Start of the window.</summary>
    public DateTimeOffset Window => window;

    /// <summary>Units of accepted calls.</summary>
    public long Accepted { get; private set; }

    /// <summary>Calls that were refused, by this limit or another.</summary>
    public long RefusedCalls { get; private set; }

    /// <summary>Units that were accepted and should not have been.</summary>
    public long Over => limit.Mode == LimitMode.Enforce ? Math.Max(0, Accepted - limit.Value) : 0;

    /// <summary>
    /// How long after the first refusal the last unit was still accepted: units that lay with other gateways. Zero when none was refused.
    /// </summary>
    public TimeSpan Straggling => _firstRefused < _lastAccepted ? new TimeSpan(_lastAccepted - _firstRefused) : TimeSpan.Zero;

    internal void Add(in Answer answer, long cost)
    {
        if (answer.IsAccepted)
        {
            Accepted += cost;
            _lastAccepted = Math.Max(_lastAccepted, answer.ReceivedAt);
        }
        else
        {
            RefusedCalls++;
            _firstRefused = Math.Min(_firstRefused, answer.ReceivedAt);
        }
    }
}
