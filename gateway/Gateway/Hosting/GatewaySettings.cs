using System.Globalization;
using System.Net;
using Headgate.Limits.Redis;

namespace Headgate.Gateway.Hosting;

/// <summary>
/// What a gateway process is told at its start, by environment variables (<c>HEADGATE__CONFIG</c>, <c>HEADGATE__PORT</c>, …) or on the
/// command line (<c>--config</c>, <c>--port</c>, …), which wins. Everything else comes from the mounted files.
/// </summary>
public sealed record GatewaySettings
{
    /// <summary>Directory that holds the mounts <c>products</c> and <c>applications</c>.</summary>
    public required string Config { get; init; }

    /// <summary>Address that both listeners bind to.</summary>
    public IPAddress Address { get; init; } = IPAddress.IPv6Any;

    /// <summary>Port of the API in clear text, HTTP/1.1 and HTTP/2 with prior knowledge; 0 for any free one.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Port of the API over TLS; null for none.</summary>
    public int? TlsPort { get; init; }

    /// <summary>PEM file with the certificate chain; needed with <see cref="TlsPort"/>. Read again when it changes.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file with the private key; needed with <see cref="TlsPort"/>.</summary>
    public string? TlsKey { get; init; }

    /// <summary>Port of probes, status and metrics; 0 for any free one.</summary>
    public int AdminPort { get; init; } = 8081;

    /// <summary>How long requests are still taken after SIGTERM, while load balancers learn that this gateway leaves.</summary>
    public TimeSpan DrainDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long running requests may take after that.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the access log is written.</summary>
    public bool AccessLog { get; init; } = true;

    /// <summary>Where the access log goes; standard output unless a host says otherwise.</summary>
    public Stream? AccessLogOutput { get; init; }

    /// <summary>Proxies whose X-Forwarded-* headers are believed.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Where the counters are that gateways share; null for counters of this process alone.</summary>
    public RedisSettings? Redis { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ArgumentException">One is missing, unknown or malformed; the message names it and what is allowed.</exception>
    public static GatewaySettings Parse(IReadOnlyDictionary<string, string> values)
    {
        if (values.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } unknown)
            throw new ArgumentException($"There is no setting {unknown}. Known are: {string.Join(", ", Names)}.");
        var settings = new GatewaySettings
        {
            Config = values.GetValueOrDefault("config") ?? throw new ArgumentException("The setting config is missing: name the directory with the mounted configuration."),
            Address = Read(values, "address", IPAddress.IPv6Any, IPAddress.Parse, "an IP address"),
            Port = PortOf(values, "port", 8080)!.Value,
            TlsPort = PortOf(values, "tls-port", null),
            TlsCertificate = values.GetValueOrDefault("tls-certificate"),
            TlsKey = values.GetValueOrDefault("tls-key"),
            AdminPort = PortOf(values, "admin-port", 8081)!.Value,
            DrainDelay = SecondsOf(values, "drain-delay", 5),
            DrainTimeout = SecondsOf(values, "drain-timeout", 30),
            AccessLog = Read(values, "access-log", true, bool.Parse, "true or false"),
            TrustedProxies = Read(values, "trusted-proxies", [], text => text.Split(',').Select(part => IPNetwork.Parse(part.Trim())).ToArray(), "networks such as 10.0.0.0/8, separated by commas"),
            Redis = RedisSettings.Parse(values),
        };
        return settings.TlsPort is null || (File.Exists(settings.TlsCertificate) && File.Exists(settings.TlsKey))
            ? settings
            : throw new ArgumentException("The setting tls-port needs tls-certificate and tls-key, both PEM files that exist.");
    }

    private static readonly HashSet<string> Names =
    [
        "config", "address", "port", "tls-port", "tls-certificate", "tls-key", "admin-port", "drain-delay", "drain-timeout", "access-log", "trusted-proxies",
        .. RedisSettings.Names,
    ];

    private static int? PortOf(IReadOnlyDictionary<string, string> values, string name, int? otherwise) =>
        Read(values, name, otherwise, text => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) is var port and <= 65535 ? port : throw new FormatException(), "a port, 0 to 65535");

    private static TimeSpan SecondsOf(IReadOnlyDictionary<string, string> values, string name, int otherwise) =>
        Read(values, name, TimeSpan.FromSeconds(otherwise), text => TimeSpan.FromSeconds(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)), "whole seconds");

    private static T Read<T>(IReadOnlyDictionary<string, string> values, string name, T otherwise, Func<string, T> read, string wanted)
    {
        if (!values.TryGetValue(name, out var text)) return otherwise;
        try
        {
            return read(text);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new ArgumentException($"The setting {name} is \"{text}\"; it takes {wanted}.", exception);
        }
    }
}
