using System.Text.Json.Serialization.Metadata;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>A kind that manifests may hold.</summary>
/// <param name="ApiVersion">Group and version.</param>
/// <param name="Name">The kind.</param>
/// <param name="Json">How it is read.</param>
internal sealed record ManifestKind(string ApiVersion, string Name, JsonTypeInfo Json);

/// <summary>The kinds that manifests may hold.</summary>
internal static class ResourceKinds
{
    /// <summary>Version of Kubernetes' own Secret, Namespace and List.</summary>
    public const string CoreVersion = "v1";

    /// <summary>Kind of the wrapper that <c>kubectl get -o yaml</c> prints.</summary>
    public const string List = "List";

    /// <summary>All kinds that become resources.</summary>
    public static readonly IReadOnlyList<ManifestKind> All =
    [
        new(Group.ApiVersion, nameof(Product), ResourcesJson.Default.Product),
        new(Group.ApiVersion, nameof(MappingRule), ResourcesJson.Default.MappingRule),
        new(Group.ApiVersion, nameof(ApplicationPlan), ResourcesJson.Default.ApplicationPlan),
        new(Group.ApiVersion, nameof(Application), ResourcesJson.Default.Application),
        new(Group.ApiVersion, nameof(Account), ResourcesJson.Default.Account),
        new(CoreVersion, nameof(Secret), ResourcesJson.Default.Secret),
        new(CoreVersion, nameof(Namespace), ResourcesJson.Default.Namespace),
    ];

    /// <summary>All kinds in words.</summary>
    public static readonly string InWords =
        $"{NamesOf(Group.ApiVersion)} of {Group.ApiVersion} and {NamesOf(CoreVersion)}, {List} of {CoreVersion}";

    /// <summary>The kinds of one version.</summary>
    public static IEnumerable<ManifestKind> Of(string apiVersion) => All.Where(kind => kind.ApiVersion == apiVersion);

    private static string NamesOf(string apiVersion) => string.Join(", ", Of(apiVersion).Select(kind => kind.Name));
}
