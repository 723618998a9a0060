using System.Text.Json;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Observing;

namespace Headgate.TestOperator;

/// <summary>The versions in a stage, and what follows from them, found without the operator.</summary>
internal static class Versions
{
    /// <summary>What an environment is to serve.</summary>
    public static async Task<IReadOnlyList<CompiledProduct>> ServedAsync(
        Stage stage, GatewayEnvironment environment, CompilerOptions options, CancellationToken cancellationToken)
    {
        var (snapshot, histories) = (await Published.SnapshotAsync(stage, cancellationToken), await HistoriesAsync(stage, cancellationToken));
        return
        [
            .. Units(snapshot, histories).Select(unit => EnvironmentUnit.Of(unit.Source, unit.History, environment, options).Unit?.Product)
                .OfType<CompiledProduct>(),
        ];
    }

    /// <summary>What is still to be done: a version to be made, or to be promoted; null when nothing is.</summary>
    public static async Task<string?> UnsettledAsync(Stage stage, CancellationToken cancellationToken)
    {
        var (snapshot, histories) = (await Published.SnapshotAsync(stage, cancellationToken), await HistoriesAsync(stage, cancellationToken));
        var options = new CompilerOptions { Peppers = [new Configuration.Pepper { Id = "t", Value = Convert.ToBase64String(new byte[32]) }] };
        foreach (var (source, history) in Units(snapshot, histories).Where(unit => unit.Source.Product is not null))
        {
            var isAccepted = Compiler.Compiler.CompileUnit(source, options).Product is not null;
            if (isAccepted && history.Newest?.Digest != VersionContent.Of(source)!.Digest()) return $"{source.Name} has no version of what it is now.";
            if (PromotionOutcome.Of(source, history, options).Promote is { } due) return $"{source.Name}: {due} is to be promoted.";
        }
        return null;
    }

    /// <summary>The versions of all Products of the tenants.</summary>
    public static async Task<IReadOnlyList<ProductRevision>> RevisionsAsync(Stage stage, CancellationToken cancellationToken)
    {
        var all = new List<ProductRevision>();
        foreach (var tenant in stage.Tenants)
            foreach (var item in await stage.ListAsync(Kinds.Revisions, tenant, cancellationToken))
                if (ProductRevision.Read(JsonSerializer.SerializeToElement(item)) is { } revision) all.Add(revision);
        return all;
    }

    private static async Task<ILookup<string, ProductRevision>> HistoriesAsync(Stage stage, CancellationToken cancellationToken) =>
        (await RevisionsAsync(stage, cancellationToken)).ToLookup(revision => revision.Product.ToString(), StringComparer.Ordinal);

    private static IEnumerable<(UnitSource Source, VersionHistory History)> Units(ResourceSnapshot snapshot, ILookup<string, ProductRevision> revisions)
    {
        var histories = snapshot.Products.ToDictionary(
            product => product.FullName,
            product => new VersionHistory(revisions[product.FullName].Where(revision => revision.ProductUid == product.Metadata.Uid).Select(revision => revision.Version)),
            StringComparer.Ordinal);
        return UnitIndex.Sort(snapshot, product => histories[product.FullName])
            .Select(source => (source, histories.GetValueOrDefault(source.Name) ?? VersionHistory.Empty));
    }
}
