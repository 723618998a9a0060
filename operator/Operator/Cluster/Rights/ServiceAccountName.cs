using System.Text.RegularExpressions;

namespace Headgate.Operator.Cluster.Rights;

/// <summary>Names a ServiceAccount.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed partial record ServiceAccountName(string Namespace, string Name)
{
    private const int LongestNamespace = 63;
    private const int LongestName = 253;

    /// <summary>Reads <c>NAMESPACE/NAME</c>; null when it is none that an API server would take.</summary>
    public static ServiceAccountName? TryParse(string text) =>
        text.Split('/') is [var inNamespace, var name]
        && inNamespace.Length <= LongestNamespace && Label().IsMatch(inNamespace)
        && name.Length <= LongestName && name.Split('.').All(part => Label().IsMatch(part))
            ? new ServiceAccountName(inNamespace, name)
            : null;

    // RFC 1123, as Kubernetes takes it: lower case.
    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
