using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Cluster.Publishing;
using Headgate.Operator.Versions;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Versions;

/// <summary>
/// Makes a version of what changed when it was left alone for a while, promotes, and forgets what is too old. What it decides is kept before anything
/// of it is published.
/// </summary>
internal sealed class VersionKeeper(VersionRegister register, RevisionWriter writer, Fence fence, EventRecorder events, TimeProvider time)
{
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(1);

    private readonly QuietTime _quiet = new(time);

    /// <summary>Does what is due for one unit.</summary>
    /// <exception cref="ApiException">The server refused.</exception>
    public async Task<UnitVersions> KeepAsync(UnitSource source, CancellationToken cancellationToken)
    {
        var draft = Compiler.Compiler.CompileUnit(source with { Plans = [], Applications = [] }, CompilerOptions.ToJudge);
        if (source.Product is not { } product)
        {
            _quiet.Forget(source.Name);
            return new UnitVersions(VersionHistory.Empty, draft, null, true, null);
        }
        var history = register.HistoryOf(product);
        var digest = VersionContent.Of(source)!.Digest();
        var isSettled = history.Newest?.Digest == digest;
        var promotion = PromotionOutcome.Of(source, history, CompilerOptions.ToJudge);
        var wait = isSettled || draft.Product is null ? Settle(source.Name) : _quiet.RestOf(source.Name, digest);
        if (wait == TimeSpan.Zero)
        {
            await MakeAsync(source, history, cancellationToken);
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
        _quiet.Forget(unit);
        return null;
    }

    private async Task MakeAsync(UnitSource source, VersionHistory history, CancellationToken cancellationToken)
    {
        var product = source.Product!;
        var version = NextVersion.Of(source, history, MarkOf(history), CompilerOptions.ToJudge);
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

    private async Task ForgetAsync(Product product, VersionHistory history, CancellationToken cancellationToken)
    {
        var kept = history.KeptFor(product.Spec);
        foreach (var revision in register.RevisionsOf(product).Where(revision => !kept.Contains(revision.Version)).ToList())
            await writer.DeleteAsync(revision, cancellationToken);
    }

    private PromotionMark MarkOf(VersionHistory history) => PromotionMark.Next(fence.Epoch, time.GetUtcNow(), history);

    private void Tell(Product product, string reason, string action, string note) =>
        events.Record(new EventSubject(Kinds.Products, ObjectKey.Parse(product.FullName), product.Metadata.Uid!), isWarning: false, reason, action, note);

    private static string Name(ProductVersion version) => "V" + version.ToString()[1..];
}
