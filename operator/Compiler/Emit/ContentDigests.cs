using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Headgate.Configuration;
using Headgate.Resources;

namespace Headgate.Compiler.Emit;

/// <summary>
/// Says of each resource of a unit, in a digest, what gateways are told of it. Peppers are left out: a new one changes what is published and
/// not what it means.
/// </summary>
internal sealed class ContentDigests
{
    private const int Digits = 16;

    private readonly Dictionary<string, Configuration.MappingRule> _rules;
    private readonly Dictionary<string, Plan> _plans;
    private readonly Dictionary<string, Configuration.Application> _applications;
    private readonly CompiledProduct? _product;
    private readonly UnitSource _source;

    public ContentDigests(UnitSource source, CompiledProduct? product)
    {
        (_source, _product) = (source, product);
        _rules = (product?.Proxy.Rules ?? []).ToDictionary(rule => rule.Name, StringComparer.Ordinal);
        _plans = (product?.Live.Plans ?? []).ToDictionary(plan => plan.Name, StringComparer.Ordinal);
        _applications = (product?.Applications ?? []).ToDictionary(item => item.Entry.Name, item => item.Entry, StringComparer.Ordinal);
    }

    /// <summary>The digest; null when gateways are told nothing of it.</summary>
    public string? Of(Resource resource) => resource switch
    {
        Product => _product is null ? null : OfProduct(_product),
        Resources.MappingRule => Of(_rules.GetValueOrDefault(resource.Metadata.Name), ConfigurationJson.Default.MappingRule),
        ApplicationPlan => Of(_plans.GetValueOrDefault(resource.FullName), ConfigurationJson.Default.Plan),
        Resources.Application application => _applications.TryGetValue(application.FullName, out var entry) ? OfApplication(application, entry) : null,
        Account account => Digest(account.Spec.State.ToString()),
        _ => null,
    };

    private static string OfProduct(CompiledProduct product) => Digest(
        Of(product.Proxy, ConfigurationJson.Default.ProductProxy) + Of(product.Live, ConfigurationJson.Default.ProductLive)
        + Of(product.Upstream, ConfigurationJson.Default.UpstreamSecrets));

    private string OfApplication(Resources.Application application, Configuration.Application entry)
    {
        var secret = _source.Secrets[GeneratedSecret.UsedBy(application)];
        var version = secret.Metadata.ResourceVersion is { } known
            ? $"{secret.Metadata.Uid}/{known}"
            : string.Join(' ', entry.Keys.Select(key => key.Digest));
        return Digest(string.Join('\n', entry.Plan, entry.Live, entry.AppId, version));
    }

    private static string? Of<T>(T? value, JsonTypeInfo<T> type)
        where T : class => value is null ? null : Shorten(EntryContent.DigestOf(JsonSerializer.SerializeToUtf8Bytes(value, type)));

    private static string Digest(string text) => Shorten(EntryContent.DigestOf(Encoding.UTF8.GetBytes(text)));

    private static string Shorten(string digest) => digest[..Digits];
}
