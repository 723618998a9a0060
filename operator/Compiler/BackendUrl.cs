using System.Globalization;
using Headgate.Configuration.Paths;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Where a backend is.</summary>
internal static class BackendUrl
{
    /// <summary>Whether a URL written by a person can be forwarded to as it stands.</summary>
    public static bool IsValid(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.Host.Length > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.Fragment.Length == 0
        && !url.EndsWith('?') && !url.EndsWith('#')
        && CanonicalPath.Normalize(uri.AbsolutePath, Configuration.EncodedSlashes.Keep, out _) is not null;

    /// <summary>The URL of a valid backend, without a trailing slash.</summary>
    public static string Of(ProductBackend backend, ProductUnit unit)
    {
        if (backend.Url is { } url) return new Uri(url).GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped).TrimEnd('/');
        var service = backend.Service!;
        var name = $"{unit.Product.Metadata.Namespace}/{service.Name}";
        return unit.Options.ServiceUrls.TryGetValue(name, out var mapped)
            ? mapped.TrimEnd('/')
            : string.Create(CultureInfo.InvariantCulture, $"http://{service.Name}.{unit.Product.Metadata.Namespace}.svc:{service.Port}");
    }
}
