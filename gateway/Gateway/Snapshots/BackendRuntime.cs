using System.Net;
using Headgate.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Headgate.Gateway.Snapshots;

/// <summary>A backend ready to be forwarded to.</summary>
public sealed class BackendRuntime
{
    /// <summary>Prepares a backend.</summary>
    /// <exception cref="InvalidDataException">Its URL is not an absolute http or https URL.</exception>
    public BackendRuntime(Backend backend, Upstream upstream)
    {
        if (!Uri.TryCreate(backend.Url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            throw new InvalidDataException($"the backend {backend.Name} has no http or https URL");
        Name = backend.Name;
        Path = backend.Path;
        Origin = uri.GetLeftPart(UriPartial.Authority);
        BasePath = uri.AbsolutePath.TrimEnd('/');
        HostHeader = upstream.HostHeader;
        Request = new ForwarderRequestConfig
        {
            ActivityTimeout = TimeSpan.FromMilliseconds(upstream.TimeoutMilliseconds),
            Version = backend.Protocol == BackendProtocol.Http2 || uri.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = backend.Protocol == BackendProtocol.Http2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>Name, for logs and metrics.</summary>
    public string Name { get; }

    /// <summary>The prefix that chooses it, without a trailing slash.</summary>
    public string Path { get; }

    /// <summary>Scheme and authority.</summary>
    public string Origin { get; }

    /// <summary>The backend's own path, without a trailing slash.</summary>
    public string BasePath { get; }

    /// <summary>The <c>Host</c> it sees; null for its own authority.</summary>
    public string? HostHeader { get; }

    /// <summary>HTTP version and time-out.</summary>
    public ForwarderRequestConfig Request { get; }

    /// <summary>Whether a canonical path lies under this backend's, on a segment boundary.</summary>
    public bool Covers(ReadOnlySpan<char> path) =>
        path.StartsWith(Path, StringComparison.Ordinal) && (path.Length == Path.Length || path[Path.Length] == '/');

    /// <summary>The path this backend is asked for: its own, then what follows its prefix.</summary>
    public string PathFor(ReadOnlySpan<char> path)
    {
        var rest = path[Path.Length..];
        return string.Concat(BasePath, rest.IsEmpty && BasePath.Length == 0 ? "/" : rest);
    }
}
