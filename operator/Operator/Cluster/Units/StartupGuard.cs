using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// Holds what is published while a whole kind is empty that once was not, unless its definition is known to be the same: a definition that was
/// taken away and put back while nobody looked is no wish to serve nothing.
/// </summary>
internal sealed class StartupGuard(ClusterStores stores, PublishedObjects objects, PoolStates pools, Definitions definitions)
{
    private readonly Dictionary<string, List<ResourceKind>> _shown = new(StringComparer.Ordinal);

    /// <summary>Looks at what is published before anything is done.</summary>
    /// <returns>The units that are published.</returns>
    public IReadOnlyCollection<string> Look()
    {
        _shown.Clear();
        var units = new HashSet<string>(StringComparer.Ordinal);
        foreach (var copy in pools.All.SelectMany(pool => objects.Of(pool.Configuration)))
        {
            var known = copy.Annotations.GetValueOrDefault(PublishedObjects.DefinitionsAnnotation);
            foreach (var (name, bytes) in copy.Data)
            {
                if (EntryNames.Read(name) is not (var kind, { } product)) continue;
                units.Add(product);
                if (definitions.Identity.Length == 0 || known != definitions.Identity) Show(product, kind, bytes);
            }
        }
        return units;
    }

    /// <summary>Whether a unit is to stay as it is published.</summary>
    public bool Holds(string unit) => _shown.TryGetValue(unit, out var kinds) && kinds.Exists(kind => stores.Count(kind) == 0);

    private void Show(string product, EntryKind entry, byte[] bytes)
    {
        if (!_shown.TryGetValue(product, out var kinds)) _shown[product] = kinds = [];
        try
        {
            switch (entry)
            {
                case EntryKind.Proxy:
                    kinds.Add(Kinds.Products);
                    var proxy = EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.ProductProxy);
                    if (proxy.Rules.Any(rule => rule.Name != Contract.ImpliedRule)) kinds.Add(Kinds.MappingRules);
                    break;
                case EntryKind.Live:
                    if (EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.ProductLive).Plans.Count > 0)
                        kinds.Add(Kinds.ApplicationPlans);
                    break;
                case EntryKind.Applications:
                    kinds.Add(Kinds.Applications);
                    if (UsesAccounts(product)) kinds.Add(Kinds.Accounts);
                    break;
            }
        }
        catch (InvalidDataException)
        {
            // Somebody broke it: there is nothing in it to keep.
        }
    }

    private bool UsesAccounts(string product) =>
        stores.Applications.All.Any(application => application.Unit == product && application.Resource?.Spec.AccountRef is not null);
}
