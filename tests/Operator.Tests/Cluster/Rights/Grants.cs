using Headgate.Operator.Cluster.Rights;
using Headgate.TestCluster.Access;

namespace Headgate.Operator.Tests.Cluster.Rights;

/// <summary>One verb on one resource that a role gives, in every namespace that has the role.</summary>
/// <param name="Role">Name of the role.</param>
/// <param name="Verb">The verb.</param>
/// <param name="Group">API group.</param>
/// <param name="Resource">The resource, with its subresource.</param>
/// <param name="Name">The only object; empty for any.</param>
internal sealed record Grant(string Role, string Verb, string Group, string Resource, string Name);

/// <summary>What roles give, one by one, and which requests need it.</summary>
internal sealed class Grants
{
    private readonly Dictionary<string, HashSet<string>> _placesOf = new(StringComparer.Ordinal);

    public Grants(IReadOnlyList<AccessRole> roles)
    {
        foreach (var role in roles)
        {
            if (!_placesOf.TryGetValue(role.Name, out var places)) _placesOf[role.Name] = places = new(StringComparer.Ordinal);
            if (role.Namespace is { } place) places.Add(place);
        }
        All =
        [
            .. (from role in roles
                from rule in role.Rules
                from resource in rule.Resources
                from verb in rule.Verbs
                from name in rule.Names.DefaultIfEmpty("")
                select new Grant(role.Name, verb, rule.Group, resource, name)).Distinct(),
        ];
    }

    public IReadOnlyList<Grant> All { get; }

    /// <summary>Whether a grant allows a request.</summary>
    public bool Allows(Grant grant, AccessRequest request) =>
        (grant.Verb, grant.Group, grant.Resource) == (request.Verb, request.Group, request.Resource)
        && (grant.Name.Length == 0 || grant.Name == request.Name)
        && (_placesOf[grant.Role].Count == 0 || _placesOf[grant.Role].Contains(request.Namespace));

    /// <summary>Whether a request needs a grant: what a role of its namespace allows needs none for the whole cluster.</summary>
    public bool Needs(Grant grant, AccessRequest request) =>
        Allows(grant, request)
        && (_placesOf[grant.Role].Count > 0 || !All.Any(other => _placesOf[other.Role].Count > 0 && Allows(other, request)));
}
