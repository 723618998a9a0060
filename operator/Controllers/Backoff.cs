namespace Headgate.Controllers;

/// <summary>Waits that double from the first to the last, each shortened by up to a half at random so that many do not come at once.</summary>
/// <param name="first">The first wait.</param>
/// <param name="most">The longest wait.</param>
public sealed class Backoff(TimeSpan first, TimeSpan most)
{
    /// <summary>The wait after so many failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    public TimeSpan After(int failures)
    {
        var full = first * Math.Pow(2, Math.Min(failures, 32) - 1);
        return (full < most ? full : most) * (1 - (Random.Shared.NextDouble() / 2));
    }
}
