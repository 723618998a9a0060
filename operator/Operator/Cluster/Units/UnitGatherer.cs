using Headgate.Compiler;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Takes together what one unit is compiled from.</summary>
internal sealed class UnitGatherer(ClusterStores stores, UnitRegister register, OperatorConfiguration configuration)
{
    /// <summary>The unit of this name as it stands now.</summary>
    public UnitSource Gather(string unit)
    {
        var product = stores.Products.Find(ObjectKey.Parse(unit))?.Resource;
        var rules = register.Rules.Of(unit).Select(stores.Rules.Find).OfType<Observed<MappingRule>>().ToList();
        var applications = register.Applications.Of(unit).Select(key => stores.Applications.Find(key)?.Resource).OfType<Application>().ToList();
        var names = applications.Select(GeneratedSecret.UsedBy);
        if (product is not null) names = names.Concat(SecretsOf(product));
        return new UnitSource
        {
            Name = unit,
            Product = product,
            HostsTaken = product is null ? new HashSet<string>() : HostsTaken(product),
            Rules = [.. rules.Select(rule => rule.Resource).OfType<MappingRule>()],
            HasUnreadableRules = rules.Any(rule => rule.Resource is null),
            Plans = [.. register.Plans.Of(unit).Select(key => stores.Plans.Find(key)?.Resource).OfType<ApplicationPlan>()],
            Applications = applications,
            Accounts = Find(applications.Where(application => application.Spec.AccountRef is not null)
                .Select(application => $"{application.Metadata.Namespace}/{application.Spec.AccountRef!.Name}"), key => stores.Accounts.Find(key)?.Resource),
            Secrets = Find(names, stores.Secrets.Find),
            Namespaces = applications.Select(application => application.Metadata.Namespace!).Distinct(StringComparer.Ordinal)
                .Select(name => stores.Namespaces.Find(new ObjectKey("", name))).OfType<Namespace>()
                .ToDictionary(space => space.Metadata.Name, StringComparer.Ordinal),
            SeesAllNamespaces = configuration.WatchNamespaces.Count == 0,
        };
    }

    // Those of versions as well: an older one may name another token.
    private IEnumerable<string> SecretsOf(Product product)
    {
        var tokens = register.Versions.HistoryOf(product).TokensEver;
        if (product.Spec.Upstream?.SecretTokenRef is { } token) tokens = tokens.Append(token.Name);
        var names = tokens.Select(name => $"{product.Metadata.Namespace}/{name}");
        return product.Spec.Staging?.Test is null ? names : names.Append(GeneratedSecret.ForTestOf(product));
    }

    // A host is taken by what others want, and by what of others is served. Any version of this one may be asked for again.
    private IReadOnlySet<string> HostsTaken(Product product)
    {
        var own = HostClaim.Of(product).With(register.Versions.HistoryOf(product).HostsEver);
        var claims = own.Hosts.SelectMany(register.ClaimantsOf).Distinct().Select(stores.Products.Find).OfType<Observed<Product>>()
            .Select(claimant => new HostClaim(claimant.Key.ToString(), claimant.Created, claimant.Hosts).With(register.Versions.HostsInUse(claimant.Key)));
        return new HostClaims(claims.Concat(register.Unreadable.PublishedClaims())).TakenFrom(own);
    }

    private static Dictionary<string, T> Find<T>(IEnumerable<string> names, Func<ObjectKey, T?> find)
        where T : Resource =>
        names.Distinct(StringComparer.Ordinal).Select(name => find(ObjectKey.Parse(name))).OfType<T>()
            .ToDictionary(item => item.FullName, StringComparer.Ordinal);
}
