using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Running;
using Headgate.Operator.Cluster.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Units;

/// <summary>
/// Knows which units a changed object belongs to, and puts them into the queue. A unit is named after its Product, which may not exist.
/// </summary>
internal sealed class UnitRegister
{
    private readonly ClusterStores _stores;
    private readonly OperatorQueues _queues;
    private readonly Losses _losses;
    private readonly Timeline _timeline;

    public UnitRegister(
        ClusterStores stores, OperatorQueues queues, Losses losses, UnreadableObjects unreadable, VersionRegister versions, Timeline timeline)
    {
        (_stores, _queues, _losses, Unreadable, Versions, _timeline) = (stores, queues, losses, unreadable, versions, timeline);
        stores.Products.Changed += (key, before, after) => Follow(key, before, after, ProductChanged);
        stores.Rules.Changed += (key, before, after) => Follow(key, before, after, (_, old, now) => Move(Rules, key, old?.Unit, now?.Unit));
        stores.Plans.Changed += (key, before, after) => Follow(key, before, after, (_, old, now) => Move(Plans, key, old?.Unit, now?.Unit));
        stores.Applications.Changed += (key, before, after) => Follow(key, before, after, ApplicationChanged);
        stores.Accounts.Changed += (key, before, after) => Follow(key, before, after, (_, _, _) => AddUsers(AccountUsers, key.ToString()));
        stores.Secrets.Changed += (key, _, _) => SecretChanged(key);
        stores.Namespaces.Changed += NamespaceChanged;
        versions.HistoryChanged += HistoryChanged;
    }

    /// <summary>What cannot be read.</summary>
    public UnreadableObjects Unreadable { get; }

    /// <summary>The versions of Products.</summary>
    public VersionRegister Versions { get; }

    /// <summary>MappingRules by unit.</summary>
    public GroupIndex Rules { get; } = new();

    /// <summary>ApplicationPlans by unit.</summary>
    public GroupIndex Plans { get; } = new();

    /// <summary>Applications by unit.</summary>
    public GroupIndex Applications { get; } = new();

    /// <summary>Products by host.</summary>
    public GroupIndex Hosts { get; } = new();

    /// <summary>Applications by Account.</summary>
    public GroupIndex AccountUsers { get; } = new();

    /// <summary>Whether an Application of a unit names an Account.</summary>
    public bool UsesAccount(string unit, ObjectKey account) =>
        AccountUsers.Of(account.ToString()).Any(application => _stores.Applications.Find(application)?.Unit == unit);

    /// <summary>Whether an Application of a unit names any Account.</summary>
    public bool UsesAccounts(string unit) =>
        Applications.Of(unit).Any(application => _stores.Applications.Find(application)?.Resource?.Spec.AccountRef is not null);

    private GroupIndex SecretUsers { get; } = new();

    private GroupIndex TokenUsers { get; } = new();

    /// <summary>Every unit that has a member.</summary>
    public IEnumerable<string> All =>
        _stores.Products.All.Select(product => product.Key.ToString()).Concat(Rules.Groups).Concat(Plans.Groups).Concat(Applications.Groups)
            .Distinct(StringComparer.Ordinal);

    /// <summary>The Products that a host matters to: they want it, or have a version with it.</summary>
    public IEnumerable<ObjectKey> ClaimantsOf(string host) => Hosts.Of(host).Union(Versions.WithHost(host));

    // What only the operator itself wrote changes no unit; what somebody else wrote into a status is mended.
    private void Follow<TObserved>(ObjectKey key, TObserved? before, TObserved? after, Action<ObjectKey, TObserved?, TObserved?> changed)
        where TObserved : Observed
    {
        var target = new StatusKey((after ?? before)!.Kind, key);
        if (after is null) _losses.Note(target, before!.Unit, before.Created);
        else _losses.Return(target);
        Unreadable.Note(target, after);
        if (before?.Wanted != after?.Wanted || before?.Uid != after?.Uid)
        {
            changed(key, before, after);
            foreach (var unit in new[] { before?.Unit, after?.Unit }.OfType<string>().Distinct()) Add(unit);
        }
        if (after is not null) _queues.Statuses.Add(target);
    }

    private void ProductChanged(ObjectKey key, Observed<Product>? before, Observed<Product>? after)
    {
        var (old, now) = (before?.Hosts ?? [], after?.Hosts ?? []);
        Hosts.Move(key, old, now);
        TokenUsers.Move(key, TokenOf(before), TokenOf(after));
        // What is served of one that cannot be read is taken, and free again afterwards.
        var held = new[] { before, after }.Any(product => product?.Problems.Count > 0) ? Unreadable.PublishedHosts(key.ToString()) : [];
        foreach (var host in old.Union(now, StringComparer.Ordinal).Union(held, StringComparer.Ordinal))
            foreach (var claimant in ClaimantsOf(host)) Add(claimant.ToString());
    }

    private void HistoryChanged(ObjectKey product, IReadOnlyCollection<string> hosts)
    {
        if (_stores.Products.Find(product) is not null) _queues.Units.Add(product.ToString());
        foreach (var claimant in hosts.SelectMany(ClaimantsOf).Distinct().Where(claimant => claimant != product)) Add(claimant.ToString());
    }

    private void ApplicationChanged(ObjectKey key, Observed<Application>? before, Observed<Application>? after)
    {
        Move(Applications, key, before?.Unit, after?.Unit);
        SecretUsers.Move(key, SecretOf(before), SecretOf(after));
        AccountUsers.Move(key, AccountOf(before), AccountOf(after));
        foreach (var account in AccountOf(before).Concat(AccountOf(after))) _queues.Statuses.Add(new StatusKey(Kinds.Accounts, ObjectKey.Parse(account)));
    }

    private void SecretChanged(ObjectKey key)
    {
        AddUsers(SecretUsers, key.ToString());
        foreach (var product in TokenUsers.Of(key.ToString()).Union(Versions.WithToken(key))) Add(product.ToString());
    }

    private void NamespaceChanged(ObjectKey key, Namespace? before, Namespace? after)
    {
        if (SameLabels(before, after)) return;
        foreach (var application in _stores.Applications.All.Where(application => application.Key.Namespace == key.Name))
            if (application.Unit is { } unit) Add(unit);
    }

    private void AddUsers(GroupIndex index, string name)
    {
        foreach (var key in index.Of(name))
            if (_stores.Applications.Find(key)?.Unit is { } unit) Add(unit);
    }

    private void Add(string unit)
    {
        _timeline.Changed(unit);
        _queues.Units.Add(unit);
    }

    private static void Move(GroupIndex index, ObjectKey key, string? before, string? after) => index.Move(key, Some(before), Some(after));

    // What a Product sends upstream, and the credential of its test call.
    private static IEnumerable<string> TokenOf(Observed<Product>? product)
    {
        if (product?.Resource is not { } resource) return [];
        var test = resource.Spec.Staging?.Test is null ? null : GeneratedSecret.ForTestOf(resource);
        return Some(resource.Spec.Upstream?.SecretTokenRef is { } reference ? $"{product.Key.Namespace}/{reference.Name}" : null).Concat(Some(test));
    }

    private static IEnumerable<string> SecretOf(Observed<Application>? application) =>
        Some(application?.Resource is { } resource ? GeneratedSecret.UsedBy(resource) : null);

    private static IEnumerable<string> AccountOf(Observed<Application>? application) =>
        Some(application?.Resource?.Spec.AccountRef is { } reference ? $"{application.Key.Namespace}/{reference.Name}" : null);

    private static string[] Some(string? name) => name is null ? [] : [name];

    private static bool SameLabels(Namespace? before, Namespace? after)
    {
        var (old, now) = (before?.Metadata.Labels, after?.Metadata.Labels);
        return (old?.Count ?? 0) == (now?.Count ?? 0) && (old is null || old.All(label => now!.GetValueOrDefault(label.Key) == label.Value));
    }
}
