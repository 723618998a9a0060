using System.Globalization;

namespace Headgate.Configuration;

/// <summary>
/// Names of the published entries: keys of ConfigMaps and Secrets, and so file names in a gateway. A Product stands in them as
/// <c>namespace_name</c>, since neither part can hold an underscore.
/// </summary>
public static class EntryNames
{
    /// <summary>Directory of the mounted ConfigMaps below a gateway's configuration root.</summary>
    public const string ProductsDirectory = "products";

    /// <summary>Directory of the mounted Secrets below a gateway's configuration root.</summary>
    public const string ApplicationsDirectory = "applications";

    /// <summary>The <see cref="PepperSet"/>.</summary>
    public const string Peppers = "peppers" + Suffix;

    private const string Suffix = ".json.gz";
    private const string ProxySuffix = ".proxy" + Suffix;
    private const string LiveSuffix = ".live" + Suffix;
    private const string UpstreamSuffix = ".upstream" + Suffix;
    private const string ApplicationsInfix = ".applications.";
    private const string ShardPrefix = "shard.";

    /// <summary>Entry of a <see cref="ProductProxy"/>.</summary>
    public static string Proxy(string product) => Encode(product) + ProxySuffix;

    /// <summary>Entry of a <see cref="ProductLive"/>.</summary>
    public static string Live(string product) => Encode(product) + LiveSuffix;

    /// <summary>Entry of an <see cref="UpstreamSecrets"/>.</summary>
    public static string Upstream(string product) => Encode(product) + UpstreamSuffix;

    /// <summary>Entry of an <see cref="ApplicationSet"/>; the shard is part of the name because all shards are mounted as one directory.</summary>
    public static string Applications(string product, int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{Encode(product)}{ApplicationsInfix}{shard}{Suffix}");

    /// <summary>Entry of a <see cref="Shard"/>.</summary>
    public static string Shard(int count, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{ShardPrefix}{count}.{index}{Suffix}");

    /// <summary>What an entry is, judged by its name alone, and the Product it belongs to (null for markers, peppers and unknown names).</summary>
    public static (EntryKind Kind, string? Product) Read(string entry)
    {
        if (!entry.EndsWith(Suffix, StringComparison.Ordinal)) return (EntryKind.Unknown, null);
        if (entry == Peppers) return (EntryKind.Peppers, null);
        if (!entry.Contains('_', StringComparison.Ordinal))
            return (entry.StartsWith(ShardPrefix, StringComparison.Ordinal) ? EntryKind.Shard : EntryKind.Unknown, null);
        var (kind, length) = KindOf(entry);
        return Decode(entry[..length]) is { } product ? (kind, product) : (EntryKind.Unknown, null);
    }

    // The kind, and the length of the Product's part.
    private static (EntryKind Kind, int Length) KindOf(string entry)
    {
        if (entry.EndsWith(ProxySuffix, StringComparison.Ordinal)) return (EntryKind.Proxy, entry.Length - ProxySuffix.Length);
        if (entry.EndsWith(LiveSuffix, StringComparison.Ordinal)) return (EntryKind.Live, entry.Length - LiveSuffix.Length);
        if (entry.EndsWith(UpstreamSuffix, StringComparison.Ordinal)) return (EntryKind.Upstream, entry.Length - UpstreamSuffix.Length);
        var stem = entry[..^Suffix.Length];
        var infix = stem.LastIndexOf(ApplicationsInfix, StringComparison.Ordinal);
        return infix >= 0 && int.TryParse(stem[(infix + ApplicationsInfix.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? (EntryKind.Applications, infix)
            : (EntryKind.Unknown, 0);
    }

    private static string Encode(string product) => product.Replace('/', '_');

    private static string? Decode(string text) => text.Split('_') is [{ Length: > 0 } space, { Length: > 0 } name] ? $"{space}/{name}" : null;
}

/// <summary>What a published entry holds.</summary>
public enum EntryKind
{
    /// <summary>Not an entry of this contract.</summary>
    Unknown,

    /// <summary>A <see cref="ProductProxy"/>.</summary>
    Proxy,

    /// <summary>A <see cref="ProductLive"/>.</summary>
    Live,

    /// <summary>An <see cref="UpstreamSecrets"/>.</summary>
    Upstream,

    /// <summary>An <see cref="ApplicationSet"/>.</summary>
    Applications,

    /// <summary>A <see cref="PepperSet"/>.</summary>
    Peppers,

    /// <summary>A <see cref="Configuration.Shard"/>.</summary>
    Shard,
}
