using System.Collections.Concurrent;

namespace Headgate.Gateway.Snapshots;

/// <summary>
/// Keys whose digest was found before, so that a key in use is not hashed again with each call. Bounded: when it is full it begins anew,
/// which costs one hash per key in use. Only keys that were found get in, so guesses cannot push them out.
/// </summary>
internal sealed class VerifiedKeys
{
    private const int Capacity = 1 << 17;

    private readonly ConcurrentDictionary<string, KeyEntry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeyEntry>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private int _count;

    public VerifiedKeys() => _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

    public bool TryGet(ReadOnlySpan<char> key, out KeyEntry entry) => _bySpan.TryGetValue(key, out entry);

    public void Add(string key, KeyEntry entry)
    {
        if (!_entries.TryAdd(key, entry) || Interlocked.Increment(ref _count) < Capacity) return;
        _entries.Clear();
        Interlocked.Exchange(ref _count, 0);
    }
}
