using System.Collections.Concurrent;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Versions;

/// <summary>
/// Makes a version of what changed when it was left alone for a while, promotes, and forgets what is too old. What it decides is kept before anything
/// of it is published.
/// </summary>
internal sealed class VersionKeeper(VersionRegister register, RevisionWriter writer, Fence fence, EventRecorder events, TimeProvider time)
{
    /// <summary>How long nothing may change before a version is made: a Product applied before its rules makes none of its own.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(1);

    // Nothing that is compiled under it leaves the process.
    private static readonly CompilerOptions Nowhere = new()
    {
        Peppers = [new Configuration.Pepper { Id = "none", Value = Convert.ToBase64String(new byte[32]) }],
    };

    private readonly ConcurrentDictionary<string, (string Digest, long Since)> _changes = new(StringComparer.Ordinal);

    /// <summary>Does what is due for one unit.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<UnitVersions> KeepAsync(UnitSource source, CancellationToken cancellationToken)
    {
        var draft = Compiler.Compiler.CompileUnit(source with { Plans = [], Applications = [] }, Nowhere);
        if (source.Product is not { } product)
        {
            _changes.TryRemove(source.Name, out _);
            return new UnitVersions(VersionHistory.Empty, draft, null, true, null);
        }
        var history = register.HistoryOf(product);
        var content = VersionContent.Of(source)!;
        var isSettled = history.Newest?.Digest == content.Digest();
        var promotion = PromotionOutcome.Of(source, history, Nowhere);
        var wait = isSettled || draft.Product is null ? Settle(source.Name) : RestOf(source.Name, content.Digest());
        if (wait == TimeSpan.Zero)
        {
            await MakeAsync(source, history, content, cancellationToken);
            wait = Arrival;
        }
        else if (promotion.Promote is { } promoted)
        {
            await PromoteAsync(product, history, promoted, cancellationToken);
            wait = Arrival;
        }
        else
        {
            await ForgetAsync(product, history, cancellationToken);
        }
        return new UnitVersions(history, draft, promotion, isSettled, wait);
    }

    private TimeSpan? Settle(string unit)
    {
        _changes.TryRemove(unit, out _);
        return null;
    }

    // Any change of content begins the wait anew.
    private TimeSpan RestOf(string unit, string digest)
    {
        if (!_changes.TryGetValue(unit, out var change) || change.Digest != digest) change = _changes[unit] = (digest, time.GetTimestamp());
        var rest = Quiet - time.GetElapsedTime(change.Since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    private async Task MakeAsync(UnitSource source, VersionHistory history, VersionContent content, CancellationToken cancellationToken)
    {
        var product = source.Product!;
        var version = new ProductVersion((history.Newest?.Number ?? 0) + 1, content.Digest(), content)
        {
            Changes = Cut(VersionChanges.InWords(history.Staging?.Content, content)),
        };
        // Where it is to be promoted anyway it says so from the beginning.
        var next = PromotionOutcome.Of(source, new VersionHistory([.. history.All, version]), Nowhere);
        if (next.Promote == version) version = version with { Promoted = MarkOf(history) };
        if (!await writer.CreateAsync(product, version, cancellationToken)) return;
        Tell(product, Reasons.VersionMade, "Version", $"{Name(version)}: {version.Changes}.");
        if (version.Promoted is not null) Tell(product, Reasons.Promoted, "Promote", $"Production is to serve {version}.");
    }

    private async Task PromoteAsync(Product product, VersionHistory history, ProductVersion version, CancellationToken cancellationToken)
    {
        var revision = register.RevisionsOf(product).Single(revision => revision.Version == version);
        await writer.AnnotateAsync(revision, ProductRevision.PromotedAnnotation, MarkOf(history).ToString(), cancellationToken);
        Tell(product, Reasons.Promoted, "Promote", $"Production is to serve {version}{(history.Production is { } before ? $" instead of {before}" : "")}.");
    }

    // Versions in use are kept, and the one that the spec names.
    private async Task ForgetAsync(Product product, VersionHistory history, CancellationToken cancellationToken)
    {
        var kept = history.All.Take(product.Spec.RevisionHistoryLimit).Concat(history.InUse).ToHashSet();
        if (product.Spec.Production?.Version is { } named && VersionChoice.Of(named, history).Version is { } chosen) kept.Add(chosen);
        foreach (var revision in register.RevisionsOf(product).Where(revision => !kept.Contains(revision.Version)).ToList())
            await writer.DeleteAsync(revision, cancellationToken);
    }

    private PromotionMark MarkOf(VersionHistory history) => PromotionMark.Next(fence.Epoch, time.GetUtcNow(), history);

    private void Tell(Product product, string reason, string action, string note) =>
        events.Record(new EventSubject(Kinds.Products, ObjectKey.Parse(product.FullName), product.Metadata.Uid!), isWarning: false, reason, action, note);

    private static string Name(ProductVersion version) => "V" + version.ToString()[1..];

    private static string Cut(string text) => text.Length <= 1024 ? text : text[..1023] + "…";
}
