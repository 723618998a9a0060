using Headgate.Controllers;
using Headgate.Resources;

namespace Headgate.Operator.Cluster;

/// <summary>The kinds that the operator reads and writes.</summary>
internal static class Kinds
{
    public static readonly ResourceKind Products = Ours("products", nameof(Product));
    public static readonly ResourceKind MappingRules = Ours("mappingrules", nameof(MappingRule));
    public static readonly ResourceKind ApplicationPlans = Ours("applicationplans", nameof(ApplicationPlan));
    public static readonly ResourceKind Applications = Ours("applications", nameof(Application));
    public static readonly ResourceKind Accounts = Ours("accounts", nameof(Account));

    public static readonly ResourceKind ConfigMaps = new("", "v1", "configmaps", "ConfigMap");
    public static readonly ResourceKind Secrets = new("", "v1", "secrets", "Secret");
    public static readonly ResourceKind Namespaces = new("", "v1", "namespaces", "Namespace", Namespaced: false);
    public static readonly ResourceKind Pods = new("", "v1", "pods", "Pod");
    public static readonly ResourceKind Revisions = new("apps", "v1", "controllerrevisions", "ControllerRevision");

    /// <summary>The kinds of Headgate itself.</summary>
    public static IReadOnlyList<ResourceKind> Own { get; } = [Products, MappingRules, ApplicationPlans, Applications, Accounts];

    /// <summary>The kind of a resource.</summary>
    public static ResourceKind Of(Resource resource) => Own.First(kind => kind.Kind == resource.Kind);

    private static ResourceKind Ours(string plural, string kind) => new(Group.Name, Group.Version, plural, kind);
}
