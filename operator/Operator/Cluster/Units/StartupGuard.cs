using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Cluster.Versions;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// Finds at the start what is published and is not there any more. A definition that was taken away and put back while nobody looked is no wish to
/// serve nothing: where the definitions are other ones than when it was published, each object that is missing counts as lost. Where that cannot be
/// told, since definitions may not be read, one object may just have been deleted; only a whole kind that is empty holds what is published then.
/// </summary>
internal sealed class StartupGuard(
    ClusterStores stores, PublishedObjects objects, PoolStates pools, Definitions definitions, Losses losses, VersionRegister versions)
{
    private readonly Dictionary<string, HashSet<ResourceKind>> _kinds = new(StringComparer.Ordinal);

    /// <summary>Looks at what is published before anything is done.</summary>
    /// <returns>The units that are published.</returns>
    public IReadOnlyCollection<string> Look()
    {
        _kinds.Clear();
        var units = new HashSet<string>(StringComparer.Ordinal);
        var accounts = new Lazy<ILookup<string, ObjectKey>>(AccountsByUnit);
        foreach (var copy in pools.All.SelectMany(pool => objects.Of(pool.Configuration)))
        {
            var known = copy.Annotations.GetValueOrDefault(PublishedObjects.DefinitionsAnnotation) ?? "";
            var isTold = known.Length > 0 && definitions.Identity.Length > 0;
            foreach (var (name, bytes) in copy.Data)
            {
                if (EntryNames.Read(name) is not (var kind, { } unit)) continue;
                units.Add(unit);
                if (isTold && known == definitions.Identity) continue;
                var named = NamedIn(unit, kind, bytes);
                if (isTold) Lose(unit, named, accounts);
                Show(unit, isTold ? [] : named, kind == EntryKind.Applications);
            }
        }
        return units;
    }

    /// <summary>Whether a unit is to stay as it is published, beside what is lost.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="usesAccounts">Whether an Application of a unit names an Account, as it is now.</param>
    public bool Holds(string unit, Func<string, bool> usesAccounts) =>
        _kinds.TryGetValue(unit, out var kinds)
        && kinds.Any(kind => stores.Count(kind) == 0 && (kind != Kinds.Accounts || usesAccounts(unit)));

    /// <summary>Whether any unit may miss an Application, or what it needs to be served, that is not back yet.</summary>
    public bool HoldsAny => _kinds.Values.Any(kinds => kinds.Any(kind => kind != Kinds.Accounts && stores.Count(kind) == 0));

    // Accounts are not published by name: which there were is seen when their Applications are back.
    private void Show(string unit, IEnumerable<StatusKey> named, bool hasApplications)
    {
        if (!_kinds.TryGetValue(unit, out var kinds)) _kinds[unit] = kinds = [];
        kinds.UnionWith(named.Select(target => target.Kind));
        if (hasApplications) kinds.Add(Kinds.Accounts);
    }

    private void Lose(string unit, IReadOnlyList<StatusKey> named, Lazy<ILookup<string, ObjectKey>> accounts)
    {
        foreach (var target in named) LoseMissing(target, unit);
        if (named.Any(target => target.Kind == Kinds.Applications))
            foreach (var account in accounts.Value[unit]) LoseMissing(new StatusKey(Kinds.Accounts, account), null);
    }

    private void LoseMissing(StatusKey target, string? unit)
    {
        if (stores.Find(target) is not null) return;
        losses.Lose(target, unit);
        // It may have come in between.
        if (stores.Find(target) is not null) losses.Return(target);
    }

    private ILookup<string, ObjectKey> AccountsByUnit() => stores.Applications.All.Where(application => application.Resource?.Spec.AccountRef is not null)
        .ToLookup(application => application.Unit!, application => new ObjectKey(application.Key.Namespace, application.Resource!.Spec.AccountRef!.Name));

    // The objects that an entry was made from.
    private IReadOnlyList<StatusKey> NamedIn(string unit, EntryKind entry, byte[] bytes)
    {
        var product = ObjectKey.Parse(unit);
        try
        {
            return entry switch
            {
                EntryKind.Proxy =>
                [
                    new StatusKey(Kinds.Products, product),
                    .. RulesOf(product, bytes).Select(rule => new StatusKey(Kinds.MappingRules, product with { Name = rule })),
                ],
                EntryKind.Live =>
                [
                    .. EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.ProductLive).Plans
                        .Where(plan => !Contract.IsTestClient(plan.Name))
                        .Select(plan => new StatusKey(Kinds.ApplicationPlans, ObjectKey.Parse(plan.Name))),
                ],
                EntryKind.Applications =>
                [
                    .. EntryContent.Parse(EntryContent.Unpack(bytes), ConfigurationJson.Default.ApplicationSet).Applications
                        .Where(application => !Contract.IsTestClient(application.Name))
                        .Select(application => new StatusKey(Kinds.Applications, ObjectKey.Parse(application.Name))),
                ],
                _ => [],
            };
        }
        catch (InvalidDataException)
        {
            // Somebody broke it: there is nothing in it to keep.
            return [];
        }
    }

    // A version that was promoted long ago may have rules that nobody wants any more: the newest tells what is wanted.
    private IEnumerable<string> RulesOf(ObjectKey product, byte[] proxy) => versions.NewestOf(product) is { } newest
        ? (newest.Rules ?? []).Select(rule => rule.Name)
        : EntryContent.Parse(EntryContent.Unpack(proxy), ConfigurationJson.Default.ProductProxy).Rules
            .Select(rule => rule.Name).Where(rule => rule != Contract.ImpliedRule);
}
