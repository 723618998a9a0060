using System.Diagnostics;
using System.Net;
using System.Text;

namespace Headgate.Gateway.Forwarding;

/// <summary>Makes the client that speaks to all backends.</summary>
public static class UpstreamClient
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // A connection is given up after this long, so that a Service whose addresses moved is found again.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>A client that adds nothing, follows nothing and remembers nothing.</summary>
    public static HttpMessageInvoker Create() => new(new PromptBodies(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        // Header values pass as the bytes they are: Kestrel reads a caller's as UTF-8, and writes a backend's as Latin-1.
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ActivityHeadersPropagator = DistributedContextPropagator.CreatePassThroughPropagator(),
    }));
}
