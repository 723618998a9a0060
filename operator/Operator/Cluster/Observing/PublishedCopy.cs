using System.Text.Json;
using Headgate.Compiler.Publication;
using Headgate.Controllers;

namespace Headgate.Operator.Cluster.Observing;

/// <summary>What is kept of a published ConfigMap or Secret.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="Key">Its name.</param>
/// <param name="Uid">Its identity.</param>
/// <param name="ResourceVersion">The version that a write replaces.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Annotations">Its annotations.</param>
/// <param name="Data">Its entries.</param>
internal abstract record PublishedCopy(
    PublishedKind Kind,
    ObjectKey Key,
    string Uid,
    string ResourceVersion,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> Annotations,
    IReadOnlyDictionary<string, byte[]> Data)
{
    private protected static (ObjectKey, string, string, IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>,
        IReadOnlyDictionary<string, byte[]>) Read(JsonElement item, string field)
    {
        var metadata = item.GetProperty("metadata");
        return (
            ObjectKey.Of(item),
            metadata.GetProperty("uid").GetString()!,
            metadata.GetProperty("resourceVersion").GetString()!,
            Texts(metadata, "labels"),
            Texts(metadata, "annotations"),
            item.TryGetProperty(field, out var data) && data.ValueKind == JsonValueKind.Object
                ? data.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetBytesFromBase64(), StringComparer.Ordinal)
                : new Dictionary<string, byte[]>());
    }

    private static Dictionary<string, string> Texts(JsonElement metadata, string name) =>
        metadata.TryGetProperty(name, out var values) && values.ValueKind == JsonValueKind.Object
            ? values.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal)
            : [];
}

/// <summary>A published ConfigMap.</summary>
internal sealed record PublishedConfigMap : PublishedCopy
{
    private PublishedConfigMap(
        (ObjectKey Key, string Uid, string Version, IReadOnlyDictionary<string, string> Labels,
            IReadOnlyDictionary<string, string> Annotations, IReadOnlyDictionary<string, byte[]> Data) item)
        : base(PublishedKind.ConfigMap, item.Key, item.Uid, item.Version, item.Labels, item.Annotations, item.Data)
    {
    }

    public static PublishedConfigMap Read(JsonElement item) => new(Read(item, "binaryData"));
}

/// <summary>A published Secret.</summary>
internal sealed record PublishedSecret : PublishedCopy
{
    private PublishedSecret(
        (ObjectKey Key, string Uid, string Version, IReadOnlyDictionary<string, string> Labels,
            IReadOnlyDictionary<string, string> Annotations, IReadOnlyDictionary<string, byte[]> Data) item)
        : base(PublishedKind.Secret, item.Key, item.Uid, item.Version, item.Labels, item.Annotations, item.Data)
    {
    }

    public static PublishedSecret Read(JsonElement item) => new(Read(item, "data"));
}
