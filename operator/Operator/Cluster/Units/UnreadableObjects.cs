using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Configuration;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// Objects that the API server holds and this operator cannot read, since another release defined them. They are neither absent nor wishes that are
/// understood: what was published with them stays, and nobody else gets what they claim.
/// </summary>
internal sealed class UnreadableObjects(ClusterStores stores, PublishedObjects objects, PoolStates pools)
{
    // Few, and mostly none: each compilation looks at all of them.
    private readonly ConcurrentDictionary<StatusKey, Observed> _objects = new();

    /// <summary>Takes note of an object as it is now; null when it is gone.</summary>
    public void Note(StatusKey target, Observed? now)
    {
        if (now is { Problems.Count: > 0 }) _objects[target] = now;
        else _objects.TryRemove(target, out _);
    }

    /// <summary>
    /// The object for which a unit has to stay as it is published: its Product, a plan or an Account that an Application of it names; null when
    /// there is none. A rule or an Application that cannot be read harms only itself.
    /// </summary>
    public StatusKey? HolderOf(string unit, UnitRegister register)
    {
        foreach (var (target, seen) in _objects)
        {
            if (target.Kind == Kinds.Products ? seen.Unit == unit
                : target.Kind == Kinds.ApplicationPlans ? IsPlanOf(unit, seen, register)
                : target.Kind == Kinds.Accounts && register.UsesAccount(unit, target.Key)) return target;
        }
        return null;
    }

    /// <summary>The hosts that gateways serve for Products that cannot be read: theirs, whatever others claim, until they can be.</summary>
    public IEnumerable<HostClaim> PublishedClaims() => _objects.Keys.Where(target => target.Kind == Kinds.Products)
        .Select(target => new HostClaim(target.Key.ToString(), null, [.. PublishedHosts(target.Key.ToString())]));

    /// <summary>The hosts that are published of a Product.</summary>
    public IReadOnlyCollection<string> PublishedHosts(string unit) =>
    [
        .. pools.Of(unit).SelectMany(pool => objects.Of(pool.Configuration))
            .Select(copy => copy.Data.GetValueOrDefault(EntryNames.Proxy(unit))).OfType<byte[]>().SelectMany(HostsIn).Distinct(StringComparer.Ordinal),
    ];

    // A plan stands beside its Product. Where it does not even say of which it is one, it may be of any.
    private bool IsPlanOf(string unit, Observed plan, UnitRegister register) =>
        (plan.Unit is null || plan.Unit == unit)
        && plan.Key.Namespace == ObjectKey.Parse(unit).Namespace
        && register.Applications.Of(unit).Any(key => stores.Applications.Find(key)?.Resource?.Spec.PlanRef.Name == plan.Key.Name);

    private static IReadOnlyList<string> HostsIn(byte[] entry)
    {
        try
        {
            return EntryContent.Parse(EntryContent.Unpack(entry), ConfigurationJson.Default.ProductProxy).Hosts;
        }
        catch (InvalidDataException)
        {
            // Somebody broke it: gateways cannot serve it either.
            return [];
        }
    }
}
