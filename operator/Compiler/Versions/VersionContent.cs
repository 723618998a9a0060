using System.Security.Cryptography;
using System.Text.Json;
using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>
/// The versioned part of a Product: what reaches production only by promotion. It is made of nothing but what people wrote, so that the same
/// manifests have the same digest in every cluster, whatever the order in which they were applied. Lists whose order says nothing are sorted.
/// </summary>
/// <remarks>
/// Written by one release, it is read by later ones. A member that is added must be left out of the JSON while it has its default, or every Product
/// gets a new version with the upgrade.
/// </remarks>
public sealed record VersionContent
{
    private const int PresentFormat = 1;

    /// <summary>The form of this record.</summary>
    public required int Format { get; init; }

    /// <summary>Hosts in production, in ordinal order.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Hosts in staging, in ordinal order; null without any.</summary>
    public IReadOnlyList<string>? StagingHosts { get; init; }

    /// <summary>The backends by name.</summary>
    public required IReadOnlyList<ProductBackend> Backends { get; init; }

    /// <summary>The methods by name, without their names for people; null without any.</summary>
    public IReadOnlyList<ProductMethod>? Methods { get; init; }

    /// <summary>The metrics by name, without what is for people; null without any.</summary>
    public IReadOnlyList<ProductMetric>? Metrics { get; init; }

    /// <summary>How consumers authenticate.</summary>
    public required ProductAuthentication Authentication { get; init; }

    /// <summary>What an encoded slash in a path means.</summary>
    public required EncodedSlashes EncodedSlashes { get; init; }

    /// <summary>Answers of refusals, where they differ from the defaults.</summary>
    public ProductResponses? Responses { get; init; }

    /// <summary>How requests leave for the backends.</summary>
    public required ProductUpstream Upstream { get; init; }

    /// <summary>The rules in the order they are taken; null for the implied one.</summary>
    public IReadOnlyList<VersionRule>? Rules { get; init; }

    /// <summary>SHA-256 of the JSON in hexadecimal.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(Write()));

    /// <summary>The JSON.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, VersionJson.Default.VersionContent);

    /// <summary>Reads what <see cref="Write"/> wrote; null when another release wrote it, or it was changed so that it cannot be read.</summary>
    public static VersionContent? Read(JsonElement json)
    {
        try
        {
            return json.Deserialize(VersionJson.Default.VersionContent) is { Format: PresentFormat } content ? content : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The versioned part of a Product with its rules as they stand now; null when there is no Product.</summary>
    public static VersionContent? Of(UnitSource source) => source.Product is not { } product ? null : new()
    {
        Format = PresentFormat,
        Hosts = [.. product.Spec.Hosts.Order(StringComparer.Ordinal)],
        StagingHosts = NullIfEmpty((product.Spec.Staging?.Hosts ?? []).Order(StringComparer.Ordinal)),
        Backends = [.. product.Spec.Backends.OrderBy(backend => backend.Name, StringComparer.Ordinal)],
        Methods = NullIfEmpty(product.Spec.Methods.OrderBy(method => method.Name, StringComparer.Ordinal)
            .Select(method => method with { DisplayName = null })),
        Metrics = NullIfEmpty(product.Spec.Metrics.OrderBy(metric => metric.Name, StringComparer.Ordinal)
            .Select(metric => metric with { DisplayName = null, Unit = null })),
        Authentication = product.Spec.Authentication,
        EncodedSlashes = product.Spec.EncodedSlashes,
        Responses = product.Spec.Responses,
        Upstream = product.Spec.Upstream ?? new ProductUpstream(),
        // Where there are only rules that cannot be read, the list is empty, and not absent: nothing stands in for them.
        Rules = source.Rules.Count == 0 && !source.HasUnreadableRules ? null :
        [
            .. UnitBuilder.InOrder(source.Rules.Where(rule => UnitBuilder.Stands(rule, source))).Select(rule => new VersionRule
            {
                Name = rule.Metadata.Name,
                Method = rule.Spec.Method,
                Pattern = rule.Spec.Pattern,
                Metric = rule.Spec.Metric,
                Increment = rule.Spec.Increment,
                Last = rule.Spec.Last,
            }),
        ],
    };

    private static IReadOnlyList<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}

/// <summary>A MappingRule of a version.</summary>
public sealed record VersionRule
{
    /// <summary>Name of the object.</summary>
    public required string Name { get; init; }

    /// <summary>HTTP method, or ANY.</summary>
    public required string Method { get; init; }

    /// <summary>The pattern as it was written.</summary>
    public required string Pattern { get; init; }

    /// <summary>The metric or method that is counted.</summary>
    public required string Metric { get; init; }

    /// <summary>Units counted per match.</summary>
    public required long Increment { get; init; }

    /// <summary>Whether a match ends the search.</summary>
    public bool Last { get; init; }
}
