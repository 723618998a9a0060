using System.Collections.Concurrent;

namespace Headgate.Operator.Versions;

/// <summary>When a Product's test call is due: at most once a second, and less often the longer it fails.</summary>
internal sealed class TestPace(TimeProvider time)
{
    /// <summary>The time between two calls at least.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, (long Number, string Path, int Count, long At)> _attempts = new(StringComparer.Ordinal);

    /// <summary>How long there is to wait still; null when a call is due. A new version, or a new path, is called soon, but never twice in a second.</summary>
    public TimeSpan? RestOf(string unit, long number, string path)
    {
        if (!_attempts.TryGetValue(unit, out var last)) return null;
        var wait = Least;
        if (last.Number == number && last.Path == path)
            for (var count = 1; count < last.Count && wait < Most; count++) wait *= 2;
        var rest = (wait < Most ? wait : Most) - time.GetElapsedTime(last.At);
        return rest > TimeSpan.Zero ? rest : null;
    }

    /// <summary>Notes that a call begins.</summary>
    /// <returns>The how manieth of this version and path it is.</returns>
    public int Begin(string unit, long number, string path)
    {
        var attempt = _attempts.GetValueOrDefault(unit);
        var count = attempt.Number == number && attempt.Path == path ? attempt.Count + 1 : 1;
        _attempts[unit] = (number, path, count, time.GetTimestamp());
        return count;
    }

    /// <summary>Notes that no call is wanted.</summary>
    public void Forget(string unit) => _attempts.TryRemove(unit, out _);
}
