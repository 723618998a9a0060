using Headgate.Resources;

namespace Headgate.Operator.Compiling;

/// <summary>Where Services are when there is no cluster: said on the command line, else by an annotation of the Product.</summary>
/// <param name="named">URLs by <c>namespace/name</c>, from the command line.</param>
/// <param name="echoUrl">Where the sample Echo API runs; null while it does not.</param>
internal sealed class LocalServices(IReadOnlyDictionary<string, string> named, string? echoUrl)
{
    /// <summary>Annotation prefix: <c>headgate.dev/local.SERVICE</c> is a URL, or <see cref="EchoApi"/>.</summary>
    private const string AnnotationPrefix = Group.Name + "/local.";

    /// <summary>The value that means the sample Echo API, which <c>local</c> runs itself.</summary>
    private const string EchoApi = "EchoApi";

    /// <summary>Whether a Product asks for the sample Echo API.</summary>
    public static bool NeedEcho(IEnumerable<Product> products) => Annotations(products).Any(entry => entry.Value == EchoApi);

    /// <summary>URLs by <c>namespace/name</c>.</summary>
    public IReadOnlyDictionary<string, string> UrlsFor(IEnumerable<Product> products) =>
        Annotations(products)
            .Where(entry => entry.Value != EchoApi || echoUrl is not null)
            .Select(entry => KeyValuePair.Create(entry.Key, entry.Value == EchoApi ? echoUrl! : entry.Value))
            .Concat(named)
            .GroupBy(entry => entry.Key)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal);

    /// <summary>Services of the Products, as <c>namespace/name</c>, of which nobody said where they are.</summary>
    public IReadOnlyList<string> Unknown(IReadOnlyList<Product> products)
    {
        var known = UrlsFor(products);
        return
        [
            .. products.SelectMany(product => product.Spec.Backends.Where(backend => backend.Service is not null).Select(backend => $"{product.Metadata.Namespace}/{backend.Service!.Name}"))
                .Where(service => !known.ContainsKey(service)).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<KeyValuePair<string, string>> Annotations(IEnumerable<Product> products) =>
        from product in products
        from annotation in product.Metadata.Annotations ?? new Dictionary<string, string>()
        where annotation.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal)
        select KeyValuePair.Create($"{product.Metadata.Namespace}/{annotation.Key[AnnotationPrefix.Length..]}", annotation.Value);
}
