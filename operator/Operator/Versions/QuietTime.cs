using System.Collections.Concurrent;

namespace Headgate.Operator.Versions;

/// <summary>Knows since when what a unit wants was left alone.</summary>
internal sealed class QuietTime(TimeProvider time)
{
    /// <summary>How long nothing may change before a version is made: a Product applied before its rules makes none of its own.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (string Digest, long Since)> _changes = new(StringComparer.Ordinal);

    /// <summary>How long there is to wait still; zero when a version is due. Any change of content begins the wait anew.</summary>
    /// <param name="unit">The Product as <c>namespace/name</c>.</param>
    /// <param name="digest">Digest of the content that is wanted now, which no version has yet.</param>
    public TimeSpan RestOf(string unit, string digest)
    {
        if (!_changes.TryGetValue(unit, out var change) || change.Digest != digest) change = _changes[unit] = (digest, time.GetTimestamp());
        var rest = Least - time.GetElapsedTime(change.Since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>Nothing is wanted of a unit any more that no version has.</summary>
    public void Forget(string unit) => _changes.TryRemove(unit, out _);
}
