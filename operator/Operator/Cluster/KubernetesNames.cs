using System.Text.RegularExpressions;

namespace Headgate.Operator.Cluster;

/// <summary>What Kubernetes takes for a name.</summary>
internal static partial class KubernetesNames
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;

    /// <summary>Whether a namespace can be called so (RFC 1123 label, lower case).</summary>
    public static bool IsLabel(string text) => text.Length <= LongestLabel && Label().IsMatch(text);

    /// <summary>Whether most other objects can be called so (RFC 1123 subdomain, lower case).</summary>
    public static bool IsSubdomain(string text) => text.Length <= LongestSubdomain && text.Split('.').All(part => Label().IsMatch(part));

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();
}
