using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>All Applications of a Product, over its shards.</summary>
public sealed class ApplicationIndex(IReadOnlyList<ApplicationShard> shards, PepperTable? peppers)
{
    // A separator that no credential can hold: id and key are remembered as one string.
    private const char Separator = '\n';
    private const int StackLimit = 512;

    private readonly ApplicationShard[] _shards = [.. shards];
    private readonly VerifiedKeys _verified = new();

    /// <summary>Whether keys can be judged at all: without a pepper every key would look wrong.</summary>
    public bool Usable => peppers is not null;

    /// <summary>Number of Applications.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The Applications.</summary>
    public IEnumerable<ApplicationRuntime> Applications => _shards.SelectMany(shard => shard.Applications);

    /// <summary>The Application of a name.</summary>
    public ApplicationRuntime? FindByName(string name) => _shards.Select(shard => shard.FindByName(name)).FirstOrDefault(found => found is not null);

    /// <summary>The owner of a key; null for a key that nobody has. A key seen before costs one look-up and allocates nothing.</summary>
    public KeyEntry? Find(ReadOnlySpan<char> key) => Find(default, key, byId: false);

    /// <summary>The owner of a key among the keys of an application id.</summary>
    public KeyEntry? Find(ReadOnlySpan<char> appId, ReadOnlySpan<char> key) => Find(appId, key, byId: true);

    private KeyEntry? Find(ReadOnlySpan<char> appId, ReadOnlySpan<char> key, bool byId)
    {
        var length = appId.Length + 1 + key.Length;
        Span<char> joined = length <= StackLimit ? stackalloc char[length] : new char[length];
        appId.CopyTo(joined);
        joined[appId.Length] = Separator;
        key.CopyTo(joined[(appId.Length + 1)..]);
        if (_verified.TryGet(joined, out var known)) return known;

        var found = Search(appId, key, byId);
        if (found is { } entry) _verified.Add(joined.ToString(), entry);
        return found;
    }

    private KeyEntry? Search(ReadOnlySpan<char> appId, ReadOnlySpan<char> key, bool byId)
    {
        if (peppers is null) return null;
        Span<byte> bytes = stackalloc byte[KeyHash.Length];
        foreach (var (id, value) in peppers.Peppers)
        {
            KeyHash.Compute(value, key, bytes);
            var digest = new Digest(bytes);
            foreach (var shard in _shards)
            {
                if ((byId ? shard.Find(appId, id, digest) : shard.Find(id, digest)) is { } entry) return entry;
            }
        }
        return null;
    }
}
