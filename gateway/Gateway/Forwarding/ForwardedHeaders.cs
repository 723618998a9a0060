using System.Net;
using Headgate.Gateway.Pipeline;
using Microsoft.Extensions.Primitives;

namespace Headgate.Gateway.Forwarding;

/// <summary>
/// Says to the backend who called, how and where. What a caller claims about itself is believed only from proxies that were named; from
/// anybody else it is replaced.
/// </summary>
public sealed class ForwardedHeaders(IReadOnlyList<IPNetwork> trustedProxies)
{
    private const string All = "X-Forwarded-";
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";
    private const string Forwarded = "Forwarded";

    /// <summary>
    /// Whether a header would be taken for one of these by backends that treat <c>-</c> and <c>_</c> as equal (CGI, WSGI). No proxy spells
    /// them so.
    /// </summary>
    public static bool IsDisguised(string name) =>
        name.Contains('_', StringComparison.Ordinal) && name.Replace('_', '-').StartsWith(All, StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets the headers of a request that is about to leave.</summary>
    public void Apply(HttpContext context, HttpRequestMessage request)
    {
        var remote = ClientAddress.Of(context);
        var trusted = remote is not null && trustedProxies.Any(network => network.Contains(remote));
        var earlier = context.Request.Headers;
        var chain = trusted && earlier.TryGetValue(For, out var known) && !StringValues.IsNullOrEmpty(known) ? $"{known}, {remote}" : remote?.ToString();
        var proto = trusted && earlier.TryGetValue(Proto, out known) ? known.ToString() : context.Request.Scheme;
        var host = trusted && earlier.TryGetValue(Host, out known) ? known.ToString() : context.Request.Headers.Host.ToString();
        var headers = request.Headers;
        headers.Remove(Forwarded);
        if (!trusted)
        {
            foreach (var (name, _) in earlier)
                if (name.StartsWith(All, StringComparison.OrdinalIgnoreCase)) headers.Remove(name);
        }
        Set(For, chain);
        Set(Proto, proto);
        Set(Host, host);

        void Set(string name, string? value)
        {
            headers.Remove(name);
            if (!string.IsNullOrEmpty(value)) headers.TryAddWithoutValidation(name, value);
        }
    }
}
