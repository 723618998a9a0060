using Headgate.Resources;

namespace Headgate.Operator.Cluster.Rights;

/// <summary>
/// The narrowest rights with which the operator of a configuration works, and the only place where they are written down. A test runs the
/// operator under them: it asks for nothing else, and uses all of them.
/// </summary>
internal static class OperatorRights
{
    private const string Watch = "watch";
    private const string Publish = "publish";
    private const string Lead = "lead";
    private const string Define = "definitions";

    private const string LeaseGroup = "coordination.k8s.io";
    private const string Leases = "leases";

    /// <summary>The roles: definitions, then what is followed, then what is published to, then the Lease.</summary>
    public static IReadOnlyList<AccessRole> Of(OperatorConfiguration configuration)
    {
        var roles = new List<AccessRole> { Definitions(NameOf(configuration, Define)) };
        roles.AddRange(configuration.WatchNamespaces.Count == 0
            ? [Everywhere(NameOf(configuration, Watch))]
            : Sorted(configuration.WatchNamespaces).Select(name => Watched(NameOf(configuration, Watch), name)));
        var gateways = Sorted(configuration.Pools.Select(pool => pool.Namespace));
        roles.AddRange(gateways.Select(name => PublishedTo(NameOf(configuration, Publish), name)));
        if (configuration.Lease is { } lease) roles.Add(Led(NameOf(configuration, Lead), lease));
        return roles;
    }

    private static AccessRole Definitions(string name) => new(name, null,
        "Which CustomResourceDefinitions stand. May be left out where nobody grants rights for the cluster: the operator then asks discovery "
        + "instead, and cannot tell a definition that was put back while it did not run from the one that was there before.",
        [
            new AccessRule("apiextensions.k8s.io", ["customresourcedefinitions"], ["get"],
                "Tells objects that somebody deleted from objects that went with their definition: only the first are taken from "
                + "the gateways.")
            {
                Names = [.. Sorted(Kinds.Own.Select(Units.Definitions.NameOf))],
            },
        ]);

    private static AccessRole Everywhere(string name) => new(name, null,
        "What is compiled, in all namespaces: the configuration names no watchNamespaces.",
        [
            .. FollowedRules,
            new AccessRule("", [Kinds.Namespaces.Plural], ["list", "watch"], "Labels, for spec.allowedNamespaces with a selector."),
        ]);

    private static AccessRole Watched(string name, string inNamespace) =>
        new(name, inNamespace, "What is compiled, in this namespace.", FollowedRules);

    private static IReadOnlyList<AccessRule> FollowedRules { get; } =
    [
        new AccessRule(Group.Name, [.. Sorted(Kinds.Own.Select(kind => kind.Plural))], ["list", "watch"],
            "The resources themselves. They are only read: what a user wants is never written."),
        new AccessRule(Group.Name, [.. Sorted(Kinds.Own.Select(kind => $"{kind.Plural}/status"))], ["patch"],
            "Conditions and usage, by server-side apply."),
        new AccessRule("", [Kinds.Secrets.Plural], ["list", "watch"],
            $"Keys of Applications and tokens for backends. Only Secrets with the label {Secret.CredentialsLabel} are asked for, but RBAC knows "
            + "no labels: whoever has this rule can read every Secret here."),
        new AccessRule("", [Kinds.Secrets.Plural], ["create"],
            "Keys of Applications that name no Secret, and of test calls. None is ever changed or deleted: a Secret goes with the object that owns it."),
        new AccessRule(Kinds.Revisions.Group, [Kinds.Revisions.Plural], ["create", "delete", "list", "patch", "watch"],
            "Versions of Products; patch notes that one was promoted, or passed its test call. Their content cannot be changed."),
        new AccessRule("events.k8s.io", ["events"], ["create", "patch"],
            "What is newly wrong with a resource; patch counts it up when it happens again."),
    ];

    private static AccessRole PublishedTo(string name, string inNamespace) => new(name, inNamespace,
        "What is published to the pools of this namespace. Names hold the number of shards and change with it, so the rules cannot be narrowed "
        + "to names: keep nothing else in this namespace.",
        [
            new AccessRule("", [Kinds.ConfigMaps.Plural], ["create", "delete", "list", "update", "watch"],
                "Products and plans, for the gateways to mount."),
            new AccessRule("", [Kinds.Secrets.Plural], ["create", "delete", "list", "update", "watch"],
                "Digests of keys, peppers and tokens for backends, for the gateways to mount."),
            new AccessRule("", [Kinds.Pods.Plural], ["list", "watch"], "Which gateways there are, where they answer and what they mount."),
            new AccessRule("", [Kinds.Pods.Plural], ["patch"],
                "An annotation, so that the kubelet looks at the mounts at once and not within its minute. RBAC knows no fields: whoever has "
                + "this rule can change the image of every pod here."),
        ]);

    private static AccessRole Led(string name, LeaseConfiguration lease) => new(name, lease.Namespace,
        "The Lease: whoever holds it writes.",
        [
            new AccessRule(LeaseGroup, [Leases], ["get", "update"], "Takes it, renews it, gives it back.") { Names = [lease.Name] },
            new AccessRule(LeaseGroup, [Leases], ["create"],
                "Makes it the first time. What does not exist yet has no name that a rule could be about."),
        ]);

    private static string NameOf(OperatorConfiguration configuration, string what) => $"{configuration.Install}-operator-{what}";

    private static IEnumerable<string> Sorted(IEnumerable<string> names) =>
        names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
}
