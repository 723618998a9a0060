using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>One object of a manifest.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="Label"><c>Kind/name</c>, or as much of it as is known.</param>
/// <param name="Identity">Kind, namespace and name, or null when they are not known.</param>
/// <param name="Resource">The object, or null when it has errors or is not ours.</param>
/// <param name="Problems">What is wrong with it.</param>
internal sealed record LoadedObject(
    int Line, string Label, string? Identity, Resource? Resource, IReadOnlyList<(ManifestSeverity Severity, NodeProblem Problem)> Problems)
{
    /// <summary>What could be read of an object of ours that has errors.</summary>
    public JsonObject? Remains { get; init; }
}

/// <summary>Turns the root of a document into objects: itself, or the items of a List.</summary>
internal static class ObjectLoader
{
    private static readonly string[] ListFields = ["apiVersion", "kind", "metadata", "items"];

    /// <summary>The objects of a document.</summary>
    public static IEnumerable<LoadedObject> Load(Node root)
    {
        if (root is not MappingNode node)
        {
            var found = root is SequenceNode ? "a list" : "a single value";
            var problem = new NodeProblem(root.Line, "", $"expected an object with apiVersion, kind and metadata, found {found}");
            return [Refused(root, "", problem)];
        }
        var isList = node.FindText("apiVersion") == ResourceKinds.CoreVersion && node.FindText("kind") == ResourceKinds.List;
        return isList ? LoadList(node) : [LoadOne(node)];
    }

    private static IEnumerable<LoadedObject> LoadList(MappingNode node)
    {
        foreach (var entry in node.Entries.Where(entry => !ListFields.Contains(entry.Key.Text)))
        {
            var message = $"unknown field, {Suggestion.For(entry.Key.Text, ListFields)}";
            yield return Refused(node, ResourceKinds.List, new NodeProblem(entry.Key.Line, Quote.Bare(entry.Key.Text), message));
        }
        if (node.Find("items") is SequenceNode items)
            foreach (var item in items.Items.SelectMany(Load)) yield return item;
        else
        {
            var problem = new NodeProblem((node.Find("items") ?? node).Line, "items", "missing or no list: expected a list of objects");
            yield return Refused(node, ResourceKinds.List, problem);
        }
    }

    private static LoadedObject LoadOne(MappingNode node)
    {
        var name = (node.Find("metadata") as MappingNode)?.FindText("name");
        var label = Quote.Bare(node.FindText("kind") ?? "");
        if (label.Length > 0 && name is not null) label += $"/{Quote.Bare(name)}";
        var (kind, severity, problem) = ObjectHeader.Read(node);
        if (kind is null) return new LoadedObject(node.Line, label, null, null, [(severity, problem!)]);

        var reader = new SchemaReader();
        var json = reader.ReadRecord(node, Schemas.Of(kind.Json.Type), "");
        var space = Namespaces.Settle(node, json, kind, reader);
        var resource = reader.Problems.Count > 0 ? null : (Resource)json.Deserialize(kind.Json)!;
        return new LoadedObject(node.Line, label, name is null ? null : $"{kind.Name} {space}/{name}", resource,
            [.. reader.Problems.Select(problem => (ManifestSeverity.Error, problem))])
        {
            Remains = resource is null ? json : null,
        };
    }

    private static LoadedObject Refused(Node node, string label, NodeProblem problem) =>
        new(node.Line, label, null, null, [(ManifestSeverity.Error, problem)]);
}
