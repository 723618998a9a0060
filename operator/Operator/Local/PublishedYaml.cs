using System.Text;
using Headgate.Compiler.Publication;

namespace Headgate.Operator.Local;

/// <summary>Writes published objects as the manifests that the operator would apply.</summary>
internal static class PublishedYaml
{
    /// <summary>Writes one file per object; a file whose content is the same is left alone.</summary>
    public static void Write(IReadOnlyList<PublishedObject> objects, string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var item in objects)
        {
            var path = Path.Combine(directory, $"{item.Kind.ToString().ToLowerInvariant()}-{item.Name}.yaml");
            var text = Text(item);
            if (!File.Exists(path) || File.ReadAllText(path) != text) File.WriteAllText(path, text);
        }
    }

    private static string Text(PublishedObject item)
    {
        var text = new StringBuilder($"apiVersion: v1\nkind: {item.Kind}\nmetadata:\n  name: {item.Name}\n  labels:\n    app.kubernetes.io/managed-by: headgate\n");
        text.Append(item.Kind == PublishedKind.ConfigMap ? "binaryData:\n" : "type: Opaque\ndata:\n");
        foreach (var (name, content) in item.Entries)
            text.Append("  # sha256 of the JSON: ").Append(content.Digest).Append("\n  ").Append(name).Append(": ").Append(Convert.ToBase64String(content.Bytes.Span)).Append('\n');
        return text.ToString();
    }
}
