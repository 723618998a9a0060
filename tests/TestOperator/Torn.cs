using System.Text.Json.Serialization.Metadata;
using Headgate.Compiler.Publication;
using Headgate.Configuration;
using Headgate.Operator.Cluster;

namespace Headgate.TestOperator;

/// <summary>What gateways could not serve of what is published at one moment.</summary>
internal static class Torn
{
    /// <summary>Half a Product, or Applications without theirs; null when it fits together.</summary>
    /// <param name="published">Entries as <see cref="Published.ReadAsync"/> gives them.</param>
    /// <param name="configuration">Tells the layout that gateways mount: another one may be half gone.</param>
    public static string? Find(IReadOnlyDictionary<string, string> published, OperatorConfiguration configuration)
    {
        // A plan that is gone already is no such case: gateways keep the one they had.
        var mounted = published.Where(entry => Publisher.ShardsOf(Stage.Pool, entry.Key.Split(' ')[1]) == configuration.Pools[0].Shards).ToList();
        var proxies = Entries(mounted, EntryKind.Proxy, ConfigurationJson.Default.ProductProxy).Select(entry => entry.Product).ToHashSet();
        var lives = Entries(mounted, EntryKind.Live, ConfigurationJson.Default.ProductLive).Select(entry => entry.Product).ToHashSet();
        if (!proxies.SetEquals(lives)) return "half a Product";
        return Entries(mounted, EntryKind.Applications, ConfigurationJson.Default.ApplicationSet)
            .Where(set => !proxies.Contains(set.Product)).Select(set => $"Applications of {set.Product} without it").FirstOrDefault();
    }

    private static IEnumerable<T> Entries<T>(IEnumerable<KeyValuePair<string, string>> published, EntryKind kind, JsonTypeInfo<T> json) =>
        published.Where(entry => EntryNames.Read(entry.Key.Split(' ')[2]).Kind == kind)
            .Select(entry => EntryContent.Parse(EntryContent.Unpack(Convert.FromBase64String(entry.Value)), json));
}
