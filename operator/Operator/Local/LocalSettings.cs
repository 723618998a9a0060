namespace Headgate.Operator.Local;

/// <summary>What <c>local</c> was asked to do.</summary>
/// <param name="Directory">The manifests.</param>
/// <param name="Port">Port of the API; 0 for any free one.</param>
/// <param name="AdminPort">Port of probes, status and metrics; 0 for any free one.</param>
/// <param name="Output">Where the published objects are written as YAML; null for nowhere.</param>
/// <param name="Services">URLs of Services by <c>namespace/name</c>.</param>
internal sealed record LocalSettings(string Directory, int Port, int AdminPort, string? Output, IReadOnlyDictionary<string, string> Services)
{
    /// <summary>Whether the access log is printed.</summary>
    public bool AccessLog { get; init; }
}
