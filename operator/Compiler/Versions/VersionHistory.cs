using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>The versions of a Product that are kept.</summary>
public sealed class VersionHistory
{
    /// <summary>Takes versions in any order.</summary>
    public VersionHistory(IEnumerable<ProductVersion> versions)
    {
        All = [.. versions.OrderByDescending(version => version.Number)];
        Newest = All is [var newest, ..] ? newest : null;
        Production = All.Where(version => version.Promoted is not null)
            .OrderByDescending(version => version.Promoted!.Value.Epoch).ThenByDescending(version => version.Promoted!.Value.At).FirstOrDefault();
    }

    /// <summary>None.</summary>
    public static VersionHistory Empty { get; } = new([]);

    /// <summary>All, newest first.</summary>
    public IReadOnlyList<ProductVersion> All { get; }

    /// <summary>The one that was made last.</summary>
    public ProductVersion? Newest { get; }

    /// <summary>The one that staging serves: the newest that can be read.</summary>
    public ProductVersion? Staging => All.FirstOrDefault(version => version.Content is not null);

    /// <summary>The one that was promoted last.</summary>
    public ProductVersion? Production { get; }

    /// <summary>Those that are served, and the newest.</summary>
    public IEnumerable<ProductVersion> InUse => new[] { Newest, Staging, Production }.OfType<ProductVersion>().Distinct();

    /// <summary>The hosts of versions in use, in any environment.</summary>
    public IEnumerable<string> HostsInUse => HostsOf(InUse);

    /// <summary>The hosts of all versions: each of them may be asked for again.</summary>
    public IEnumerable<string> HostsEver => HostsOf(All);

    /// <summary>Names of the Secrets that versions send upstream: each of them may be asked for again.</summary>
    public IEnumerable<string> TokensEver => All.Select(version => version.Content?.Upstream.SecretTokenRef?.Name).OfType<string>().Distinct(StringComparer.Ordinal);

    /// <summary>Those that are not to be forgotten: as many as the Product wants, those in use, and the one that it names.</summary>
    public IReadOnlySet<ProductVersion> KeptFor(ProductSpec spec)
    {
        var kept = All.Take(spec.RevisionHistoryLimit).Concat(InUse).ToHashSet();
        if (spec.Production?.Version is { } named && VersionChoice.Of(named, this).Version is { } chosen) kept.Add(chosen);
        return kept;
    }

    private static IEnumerable<string> HostsOf(IEnumerable<ProductVersion> versions) => versions.Select(version => version.Content).OfType<VersionContent>()
        .SelectMany(content => content.Hosts.Concat(content.StagingHosts ?? [])).Distinct(StringComparer.Ordinal);
}
