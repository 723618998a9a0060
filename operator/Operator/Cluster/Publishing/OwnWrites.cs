using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler.Publication;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.Operator.Cluster.Publishing;

/// <summary>
/// What this process wrote and its reflector has not told yet, so that nothing is written twice. Versions of one object grow (Kubernetes 1.35:
/// resourceVersions of one resource may be compared as numbers).
/// </summary>
internal sealed class OwnWrites
{
    private readonly ConcurrentDictionary<(PublishedKind, ObjectKey), PublishedCopy> _written = new();

    /// <summary>Remembers the answer to a write.</summary>
    public void Remember(PublishedKind kind, JsonObject item)
    {
        using var document = JsonDocument.Parse(item.ToJsonString());
        PublishedCopy copy = kind == PublishedKind.ConfigMap
            ? PublishedConfigMap.Read(document.RootElement)
            : PublishedSecret.Read(document.RootElement);
        _written[(kind, copy.Key)] = copy;
    }

    /// <summary>The newer of what the reflector told and what was written.</summary>
    public PublishedCopy Newest(PublishedCopy told)
    {
        if (!_written.TryGetValue((told.Kind, told.Key), out var own)) return told;
        if (own.Uid == told.Uid && VersionOf(own) > VersionOf(told)) return own;
        _written.TryRemove((told.Kind, told.Key), out _);
        return told;
    }

    /// <summary>What was written and has not been told yet, or is gone already: a write over it tells.</summary>
    public PublishedCopy? Find(PublishedKind kind, ObjectKey key) => _written.GetValueOrDefault((kind, key));

    /// <summary>Forgets an object that turned out to be another one, or gone.</summary>
    public void Forget(PublishedKind kind, ObjectKey key) => _written.TryRemove((kind, key), out _);

    private static ulong VersionOf(PublishedCopy copy) =>
        ulong.TryParse(copy.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
