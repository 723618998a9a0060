using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>Fields that Kubernetes knows and Headgate does not read: a manifest may have them, with anything in them.</summary>
internal static class IgnoredFields
{
    private static readonly string[] ObjectMetaFields =
    [
        "generateName", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "ownerReferences", "finalizers", "managedFields",
    ];

    // An object that was read from a cluster has a status; the API server ignores it in what is applied.
    private static readonly string[] Status = ["status"];
    private static readonly string[] NamespaceFields = ["spec", "status"];

    /// <summary>The ignored fields of a record.</summary>
    public static IReadOnlyList<string> Of(Type type) => type switch
    {
        _ when type == typeof(ObjectMeta) => ObjectMetaFields,
        _ when type == typeof(Namespace) => NamespaceFields,
        _ when type.IsAssignableTo(typeof(Resource)) && type != typeof(Secret) => Status,
        _ => [],
    };
}
