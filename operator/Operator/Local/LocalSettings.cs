using System.Net;
using Headgate.Compiler.Versions;
using Headgate.Gateway.Hosting;

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

    /// <summary>The environments that are served, staging first; none when what is saved is served at once, without versions.</summary>
    public IReadOnlyList<EnvironmentPorts> Environments { get; init; } = [];

    /// <summary>The settings of a gateway in this process.</summary>
    /// <param name="root">Directory of its mounts.</param>
    /// <param name="port">Port of the API.</param>
    /// <param name="adminPort">Port of probes, status and metrics.</param>
    public GatewaySettings GatewayAt(string root, int port, int adminPort) => new()
    {
        Config = root,
        Address = IPAddress.Loopback,
        Port = port,
        AdminPort = adminPort,
        DrainDelay = TimeSpan.Zero,
        DrainTimeout = TimeSpan.FromSeconds(2),
        AccessLog = AccessLog,
    };
}

/// <summary>An environment, and where its gateway listens.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Port">Port of the API; 0 for any free one.</param>
/// <param name="AdminPort">Port of probes, status and metrics; 0 for any free one.</param>
internal sealed record EnvironmentPorts(GatewayEnvironment Environment, int Port, int AdminPort);
