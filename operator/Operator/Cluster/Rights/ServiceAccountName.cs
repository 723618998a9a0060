namespace Headgate.Operator.Cluster.Rights;

/// <summary>Names a ServiceAccount.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record ServiceAccountName(string Namespace, string Name)
{
    /// <summary>Reads <c>NAMESPACE/NAME</c>; null when it is none that an API server would take.</summary>
    public static ServiceAccountName? TryParse(string text) =>
        text.Split('/') is [var inNamespace, var name] && KubernetesNames.IsLabel(inNamespace) && KubernetesNames.IsSubdomain(name)
            ? new ServiceAccountName(inNamespace, name)
            : null;
}
