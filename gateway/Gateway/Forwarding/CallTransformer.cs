using System.Net;
using System.Net.Http.Headers;
using Headgate.Gateway.Pipeline;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace Headgate.Gateway.Forwarding;

/// <summary>Turns an accepted call into the request its backend gets, and the backend's answer into the caller's.</summary>
internal sealed class CallTransformer(Call call, ForwardedHeaders forwarded) : HttpTransformer
{
    private const string OwnPrefix = "X-Headgate-";

    // Meant for one hop, whether or not `Connection` says so (RFC 9110 §7.6.1, §11.7). `Proxy` is nobody's, but CGI makes HTTP_PROXY of it.
    private static readonly string[] OneHop = ["Proxy-Connection", "Proxy-Authorization", "Keep-Alive", "Proxy"];

    // A caller that nominates these would cut the message or its target apart; they are handled by the forwarder itself.
    private static readonly HashSet<string> NeverNominated = new(StringComparer.OrdinalIgnoreCase)
    {
        "close", "keep-alive", "upgrade", "te", "host", "content-length", "transfer-encoding", "connection",
    };

    private static readonly UriCreationOptions AsItStands = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override async ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        proxyRequest.RequestUri = Destination();
        proxyRequest.Headers.Host = call.Backend.HostHeader;
        RemoveWhatIsNotForTheBackend(httpContext, proxyRequest);
        forwarded.Apply(httpContext, proxyRequest);
        var version = call.Product.Version;
        if (version.Proxy.Upstream.SecretToken is { } token) proxyRequest.Headers.TryAddWithoutValidation(token.Header, call.Product.SecretToken);
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null)
        {
            var headers = proxyResponse.Headers;
            foreach (var nominated in headers.Connection.ToArray())
            {
                if (!NeverNominated.Contains(nominated)) Remove(headers, proxyResponse.Content, nominated);
            }
            // Some backends announce the length of a body that cannot come (RFC 9110 §8.6).
            if (proxyResponse.StatusCode == HttpStatusCode.NoContent) proxyResponse.Content.Headers.ContentLength = null;
            // The limits that hold here are ours: a backend's own would be added to them.
            if (call.Reservation.Claims.Length > 0)
            {
                headers.Remove("RateLimit");
                headers.Remove("RateLimit-Policy");
            }
        }
        var hasBody = await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        // A WebSocket has no body: its connection is taken over.
        if (proxyResponse is { StatusCode: not HttpStatusCode.SwitchingProtocols, RequestMessage.Headers.Protocol: null })
            proxyResponse.Content = new PromptAnswer(proxyResponse.Content, httpContext.Response);
        return hasBody;
    }

    private Uri Destination()
    {
        var version = call.Product.Version;
        var path = call.Backend.PathFor(call.Path);
        var query = call.Query.ToString();
        if (version.Proxy.Upstream.RemoveCredentials) query = version.CredentialRemover.RemoveFromQuery(query);
        var target = query.Length == 0 ? string.Concat(call.Backend.Origin, path) : string.Concat(call.Backend.Origin, path, "?", query);
        return new Uri(target, AsItStands);
    }

    private void RemoveWhatIsNotForTheBackend(HttpContext context, HttpRequestMessage request)
    {
        foreach (var name in OneHop) request.Headers.Remove(name);
        foreach (var value in context.Request.Headers.Connection)
        {
            foreach (var nominated in new StringTokenizer(value ?? "", [',']))
            {
                var name = nominated.Trim().ToString();
                if (!NeverNominated.Contains(name)) Remove(request.Headers, request.Content, name);
            }
        }
        var version = call.Product.Version;
        var removesCredentials = version.Proxy.Upstream.RemoveCredentials;
        var tokenHeader = version.Proxy.Upstream.SecretToken?.Header;
        foreach (var (name, _) in context.Request.Headers)
        {
            var isCredential = removesCredentials && version.CredentialRemover.IsCredentialHeader(name);
            if (isCredential || IsOwn(name, tokenHeader) || ForwardedHeaders.IsDisguised(name)) Remove(request.Headers, request.Content, name);
        }
    }

    // Some backends treat '-' and '_' as equal (CGI, WSGI), so a spoofed name must not differ by that alone.
    private static bool IsOwn(string name, string? tokenHeader)
    {
        var spelled = name.Contains('_', StringComparison.Ordinal) ? name.Replace('_', '-') : name;
        return spelled.StartsWith(OwnPrefix, StringComparison.OrdinalIgnoreCase)
            || (tokenHeader is not null && string.Equals(spelled, tokenHeader.Replace('_', '-'), StringComparison.OrdinalIgnoreCase));
    }

    // Removing a name that is no name, or belongs to the other collection, throws.
    private static void Remove(HttpHeaders headers, HttpContent? content, string name)
    {
        if (headers.NonValidated.Contains(name)) headers.Remove(name);
        else if (content is not null && content.Headers.NonValidated.Contains(name)) content.Headers.Remove(name);
    }
}
