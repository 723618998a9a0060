using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Operator.Versions;

namespace Headgate.Operator.Local.Environments;

/// <summary>When a version is made of what changed.</summary>
internal enum VersionMaking
{
    /// <summary>At once: what is there at the start was read as a whole.</summary>
    AtOnce,

    /// <summary>When it was left alone for a while.</summary>
    WhenQuiet,

    /// <summary>Not now: the manifests cannot be read, or the Product is not accepted.</summary>
    NotNow,
}

/// <summary>What was done for a unit.</summary>
/// <param name="Made">The version that was made; null when none was.</param>
/// <param name="Promotion">What becomes of production; null without a Product.</param>
/// <param name="HasChanged">Whether its versions changed, so that other Products may be judged differently.</param>
/// <param name="Wait">When to look again; null when nothing is on its way.</param>
internal sealed record KeptUnit(ProductVersion? Made, PromotionOutcome? Promotion, bool HasChanged, TimeSpan? Wait)
{
    /// <summary>Whether what is written now is not accepted, so that it makes no version.</summary>
    public bool IsRefused { get; init; }
}

/// <summary>Keeps the versions of Products for the life of the process: decided as in a cluster, where they are ControllerRevisions.</summary>
internal sealed class LocalVersions(TimeProvider time)
{
    private readonly Dictionary<string, VersionHistory> _histories = new(StringComparer.Ordinal);
    private readonly QuietTime _quiet = new(time);

    /// <summary>The versions of a Product.</summary>
    /// <param name="product">The Product as <c>namespace/name</c>.</param>
    public VersionHistory HistoryOf(string product) => _histories.GetValueOrDefault(product) ?? VersionHistory.Empty;

    /// <summary>Whether the newest version of a Product is what is written now.</summary>
    public bool Covers(UnitSource source) => VersionContent.Of(source) is not { } content || HistoryOf(source.Name).Newest?.Digest == content.Digest();

    /// <summary>Forgets the versions of all other Products, as a cluster does when a Product is deleted.</summary>
    public void Retain(IEnumerable<string> products)
    {
        foreach (var gone in _histories.Keys.Except(products, StringComparer.Ordinal).ToList())
        {
            _histories.Remove(gone);
            _quiet.Forget(gone);
        }
    }

    /// <summary>Makes a version if one is due, promotes what is to be promoted, and forgets what is too old.</summary>
    public KeptUnit Keep(UnitSource source, CompilerOptions options, VersionMaking making)
    {
        if (source.Product is not { } product)
        {
            _quiet.Forget(source.Name);
            return new KeptUnit(null, null, false, null);
        }
        var before = HistoryOf(source.Name);
        var isAccepted = Covers(source) || Compiler.Compiler.CompileUnit(source with { Plans = [], Applications = [] }, options).Product is not null;
        var (history, wait) = Make(source, before, options, isAccepted ? making : VersionMaking.NotNow);
        var outcome = PromotionOutcome.Of(source, history, options);
        if (outcome.Promote is { } promoted)
        {
            history = Replace(history, promoted, promoted with { Promoted = PromotionMark.Next(epoch: 0, time.GetUtcNow(), history) });
            outcome = PromotionOutcome.Of(source, history, options);
        }
        _histories[source.Name] = new VersionHistory(history.KeptFor(product.Spec));
        var made = history.Newest?.Number == before.Newest?.Number ? null : history.Newest;
        return new KeptUnit(made, outcome, !ReferenceEquals(history, before), wait) { IsRefused = !isAccepted };
    }

    /// <summary>Notes that the test call of a version passed.</summary>
    public void Pass(string product, ProductVersion version, TestResult result)
    {
        var history = HistoryOf(product);
        if (history.All.FirstOrDefault(other => other.Number == version.Number && other.Digest == version.Digest) is { } tested)
            _histories[product] = Replace(history, tested, tested with { Test = result });
    }

    private (VersionHistory History, TimeSpan? Wait) Make(UnitSource source, VersionHistory history, CompilerOptions options, VersionMaking making)
    {
        var isDue = making != VersionMaking.NotNow && !Covers(source);
        if (isDue && making == VersionMaking.WhenQuiet && _quiet.RestOf(source.Name, VersionContent.Of(source)!.Digest()) is var rest && rest > TimeSpan.Zero)
            return (history, rest);
        _quiet.Forget(source.Name);
        if (!isDue) return (history, null);
        var now = time.GetUtcNow();
        var version = NextVersion.Of(source, history, PromotionMark.Next(epoch: 0, now, history), options) with { Created = now };
        return (new VersionHistory([.. history.All, version]), null);
    }

    private static VersionHistory Replace(VersionHistory history, ProductVersion old, ProductVersion now) =>
        new([.. history.All.Select(version => version == old ? now : version)]);
}
