using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Compiler;
using Headgate.Compiler.Versions;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Observing;
using Headgate.Operator.Manifests;

namespace Headgate.Operator.Diff;

/// <summary>Versions out of files: ControllerRevisions as <c>kubectl get -o yaml</c> prints them, and the manifests of now.</summary>
internal static class FileVersions
{
    /// <summary>Reads the Product of a name.</summary>
    /// <exception cref="DiffFailure">The files cannot be read, or the Product stands in several namespaces.</exception>
    public static VersionSource Read(string directoryOrFile, string name, string? inNamespace)
    {
        if (!Directory.Exists(directoryOrFile) && !File.Exists(directoryOrFile)) throw new DiffFailure($"There is no file or directory {directoryOrFile}.");
        var revisions = RevisionsIn(directoryOrFile).ToList();
        var manifests = ManifestLoader.Load(directoryOrFile);
        if (manifests.HasErrors)
            throw new DiffFailure(string.Join('\n', manifests.Problems.Where(problem => problem.Severity == ManifestSeverity.Error).Select(problem => problem.ToString())));
        var units = UnitIndex.Sort(ResourceSnapshot.Of(manifests.Resources)).Where(unit => unit.Product is not null).ToDictionary(unit => unit.Name, StringComparer.Ordinal);
        var found = units.Keys.Concat(revisions.Select(revision => revision.Product.ToString())).Distinct(StringComparer.Ordinal)
            .Where(product => ObjectKey.Parse(product) is var key && key.Name == name && (inNamespace is null || key.Namespace == inNamespace)).ToList();
        return found switch
        {
            [] => throw new DiffFailure($"{directoryOrFile} holds no Product {name}{(inNamespace is null ? "" : $" of the namespace {inNamespace}")}, and no version of it."),
            [var one] => new VersionSource(one, HistoryOf(revisions, one), units.TryGetValue(one, out var unit) ? VersionContent.Of(unit) : null),
            _ => throw new DiffFailure($"There are {string.Join(" and ", found)}: say which with --namespace."),
        };
    }

    // Of one that was deleted and made again the last one's are meant.
    private static VersionHistory HistoryOf(List<ProductRevision> revisions, string product)
    {
        var own = revisions.Where(revision => revision.Product.ToString() == product).ToList();
        var last = own.MaxBy(revision => revision.Version.Created)?.ProductUid;
        return new VersionHistory(own.Where(revision => revision.ProductUid == last).Select(revision => revision.Version));
    }

    private static IEnumerable<ProductRevision> RevisionsIn(string directoryOrFile) =>
        from file in ManifestFiles.Find(directoryOrFile)
        let text = ManifestText.Read(file.Path)
        where text.Problem is null
        from document in Documents.Read(text.Text)
        where document.Root is MappingNode
        from item in ItemsOf((MappingNode)document.Root!)
        where item.FindText("kind") == Kinds.Revisions.Kind
        select ProductRevision.Read(JsonSerializer.SerializeToElement(JsonOf(item))) into revision
        where revision is not null
        select revision;

    private static IEnumerable<MappingNode> ItemsOf(MappingNode root) =>
        root.FindText("kind")?.EndsWith(ResourceKinds.List, StringComparison.Ordinal) == true && root.Find("items") is SequenceNode items
            ? items.Items.OfType<MappingNode>()
            : [root];

    private static JsonNode? JsonOf(Node node) => node switch
    {
        MappingNode mapping => new JsonObject(mapping.Entries.DistinctBy(entry => entry.Key.Text).Select(entry => KeyValuePair.Create(entry.Key.Text, JsonOf(entry.Value)))),
        SequenceNode sequence => new JsonArray([.. sequence.Items.Select(JsonOf)]),
        ScalarNode { Quoted: false, Value: { Kind: ScalarKind.Integer } value } => value.Integer,
        ScalarNode { Quoted: false, Value: { Kind: ScalarKind.Boolean } value } => value.Boolean,
        ScalarNode { Quoted: false, Value.Kind: ScalarKind.Null } => null,
        ScalarNode scalar => scalar.Text,
        _ => null,
    };
}
