using System.Collections.Concurrent;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Versions;

/// <summary>Finds the versions of Products.</summary>
internal sealed class VersionRegister
{
    private readonly ClusterStores _stores;
    private readonly GroupIndex _revisions = new();
    private readonly GroupIndex _hosts = new();
    private readonly GroupIndex _tokens = new();
    private readonly ConcurrentDictionary<ObjectKey, Names> _namesOf = new();

    public VersionRegister(ClusterStores stores)
    {
        _stores = stores;
        stores.Revisions.Changed += (key, before, after) =>
        {
            _revisions.Move(key, Owners(before), Owners(after));
            foreach (var product in new[] { before?.Product, after?.Product }.OfType<ObjectKey>().Distinct()) Changed(product);
        };
        // Versions belong to one Product, not to its successor of the same name.
        stores.Products.Changed += (key, before, after) =>
        {
            if (before?.Uid != after?.Uid) Changed(key);
        };
    }

    /// <summary>Told when the versions of a Product changed, with the hosts that they had and have.</summary>
    public event Action<ObjectKey, IReadOnlyCollection<string>>? HistoryChanged;

    /// <summary>The versions of a Product, newest first.</summary>
    public VersionHistory HistoryOf(Product? product) =>
        product is null ? VersionHistory.Empty : new VersionHistory(RevisionsOf(product).Select(revision => revision.Version));

    /// <summary>The versions of a Product as they are kept.</summary>
    public IEnumerable<ProductRevision> RevisionsOf(Product product) => RevisionsOf(ObjectKey.Parse(product.FullName), product.Metadata.Uid);

    /// <summary>The newest version of a Product that can be read; null when there is none.</summary>
    public VersionContent? NewestOf(ObjectKey product) =>
        new VersionHistory(RevisionsOf(product, _stores.Products.Find(product)?.Uid).Select(revision => revision.Version)).Staging?.Content;

    /// <summary>The hosts of versions of a Product that are in use.</summary>
    public IReadOnlyList<string> HostsInUse(ObjectKey product) => _namesOf.TryGetValue(product, out var names) ? names.HostsInUse : [];

    /// <summary>The Products of which any version has a host: whose it is matters to them.</summary>
    public IReadOnlyList<ObjectKey> WithHost(string host) => _hosts.Of(host);

    /// <summary>The Products of which any version sends a Secret upstream.</summary>
    public IReadOnlyList<ObjectKey> WithToken(ObjectKey secret) => _tokens.Of(secret.ToString());

    private IEnumerable<ProductRevision> RevisionsOf(ObjectKey product, string? uid) =>
        _revisions.Of(product.ToString()).Select(_stores.Revisions.Find).OfType<ProductRevision>().Where(revision => revision.ProductUid == uid);

    private void Changed(ObjectKey product)
    {
        var before = _namesOf.GetValueOrDefault(product) ?? Names.None;
        var history = new VersionHistory(RevisionsOf(product, _stores.Products.Find(product)?.Uid).Select(revision => revision.Version));
        var now = new Names([.. history.HostsInUse], [.. history.HostsEver], [.. history.TokensEver.Select(name => $"{product.Namespace}/{name}")]);
        if (history.All.Count == 0) _namesOf.TryRemove(product, out _);
        else _namesOf[product] = now;
        _hosts.Move(product, before.HostsEver, now.HostsEver);
        _tokens.Move(product, before.TokensEver, now.TokensEver);
        HistoryChanged?.Invoke(product, [.. before.HostsEver.Union(now.HostsEver, StringComparer.Ordinal)]);
    }

    private static string[] Owners(ProductRevision? revision) => revision is null ? [] : [revision.Product.ToString()];

    // What the versions of a Product name.
    private sealed record Names(IReadOnlyList<string> HostsInUse, IReadOnlyList<string> HostsEver, IReadOnlyList<string> TokensEver)
    {
        public static Names None { get; } = new([], [], []);
    }
}
