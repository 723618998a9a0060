using Headgate.Configuration;

namespace Headgate.Gateway.Snapshots;

/// <summary>The Applications of one Product in one shard, found by the digest of a key or by an application id.</summary>
public sealed class ApplicationShard
{
    private readonly Dictionary<(string Pepper, Digest Digest), KeyEntry> _keys = [];
    private readonly Dictionary<string, IdentifiedApplication> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ApplicationRuntime> _byName = new(StringComparer.Ordinal);

    /// <summary>Indexes a set of Applications.</summary>
    /// <exception cref="InvalidDataException">A digest is malformed, or two Applications share a key, an id or a name.</exception>
    public ApplicationShard(ApplicationSet set)
    {
        foreach (var entry in set.Applications)
        {
            var application = new ApplicationRuntime(entry.Name, entry.Plan, entry.Live);
            var keys = entry.Keys.Select(key => (key.Pepper, Digest: Digest.Parse(key.Digest), Entry: KeyEntry.Of(application, key))).ToArray();
            if (!_byName.TryAdd(entry.Name, application)) throw new InvalidDataException($"the Application {entry.Name} stands twice");
            if (entry.AppId is { } id)
            {
                if (!_byId.TryAdd(id, new IdentifiedApplication(application, keys))) throw new InvalidDataException($"an application id of {entry.Name} stands twice");
                continue;
            }
            foreach (var key in keys)
            {
                if (!_keys.TryAdd((key.Pepper, key.Digest), key.Entry) && _keys[(key.Pepper, key.Digest)].Application != application)
                    throw new InvalidDataException($"a key of {entry.Name} stands twice");
            }
        }
    }

    /// <summary>Number of Applications.</summary>
    public int Count => _byName.Count;

    /// <summary>The Applications.</summary>
    public IEnumerable<ApplicationRuntime> Applications => _byName.Values;

    /// <summary>The Application of a name.</summary>
    public ApplicationRuntime? FindByName(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The key with a digest under a pepper.</summary>
    public KeyEntry? Find(string pepper, in Digest digest) => _keys.TryGetValue((pepper, digest), out var entry) ? entry : null;

    /// <summary>The key of an application id with a digest under a pepper.</summary>
    public KeyEntry? Find(ReadOnlySpan<char> appId, string pepper, in Digest digest)
    {
        if (!_byId.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(appId, out var application)) return null;
        foreach (var key in application.Keys)
        {
            if (key.Pepper == pepper && key.Digest.Equals(digest)) return key.Entry;
        }
        return null;
    }

    private readonly record struct IdentifiedApplication(ApplicationRuntime Application, (string Pepper, Digest Digest, KeyEntry Entry)[] Keys);
}
