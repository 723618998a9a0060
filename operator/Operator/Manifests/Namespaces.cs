using System.Text.Json.Nodes;
using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>What an object's kind means for its namespace and its name.</summary>
internal static class Namespaces
{
    private const string Default = "default";
    private const int MaxLabelLength = 63;

    /// <summary>Fills in the namespace as kubectl does, checks what only holds for the kind, and gives the namespace.</summary>
    public static string Settle(MappingNode node, JsonObject json, ManifestKind kind, SchemaReader reader)
    {
        if (json["metadata"] is not JsonObject metadata) return Default;
        if (kind.Json.Type == typeof(Namespace))
        {
            // A Namespace stands in none, and its name is what others have as their namespace: a DNS label.
            metadata.Remove("namespace");
            CheckLabel(node, metadata["name"], reader);
            return "";
        }
        metadata["namespace"] ??= Default;
        return metadata["namespace"]!.GetValue<string>();
    }

    private static void CheckLabel(MappingNode node, JsonNode? name, SchemaReader reader)
    {
        if (name?.GetValue<string>() is not { } text || (text.Length <= MaxLabelLength && !text.Contains('.'))) return;
        var line = ((MappingNode)node.Find("metadata")!).Find("name")!.Line;
        reader.Report(line, "metadata.name", $"{Quote.Of(text)} does not name a Namespace: at most {MaxLabelLength} of a-z 0-9 -");
    }
}
