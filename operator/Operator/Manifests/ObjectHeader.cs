using Headgate.Resources;

namespace Headgate.Operator.Manifests;

/// <summary>Decides by apiVersion and kind what an object is.</summary>
internal static class ObjectHeader
{
    /// <summary>The kind, or why the object is not read.</summary>
    public static (ManifestKind? Kind, ManifestSeverity Severity, NodeProblem? Problem) Read(MappingNode node)
    {
        foreach (var field in new[] { "apiVersion", "kind" })
        {
            if (node.FindText(field) is { Length: > 0 }) continue;
            var state = node.Find(field) is null ? "missing" : "no string or empty";
            var message = $"{state}, but required: {ResourceKinds.InWords} are read here";
            return (null, ManifestSeverity.Error, new NodeProblem(node.Find(field)?.Line ?? node.Line, field, message));
        }
        var (version, name) = (node.FindText("apiVersion")!, node.FindText("kind")!);
        var kind = ResourceKinds.Of(version).FirstOrDefault(kind => kind.Name == name);
        return kind is not null ? (kind, default, null)
            : IsMeantForUs(version, name) ? (null, ManifestSeverity.Error, Unknown(node, version, name))
            : (null, ManifestSeverity.Note, Foreign(node, version, name));
    }

    // In our group, nearly in our group, or a kind of ours without its group.
    private static bool IsMeantForUs(string version, string name) =>
        version.Split('/')[0] == Group.Name || Suggestion.Nearest(version, [Group.ApiVersion]) is not null
        || (version == ResourceKinds.CoreVersion && ResourceKinds.Of(Group.ApiVersion).Any(kind => kind.Name == name));

    private static NodeProblem Unknown(MappingNode node, string version, string name)
    {
        if (version != Group.ApiVersion)
            return Wrong("apiVersion", $"{Quote.Of(version)} is not known, did you mean {Group.ApiVersion}?");
        var kinds = ResourceKinds.Of(version).Select(kind => kind.Name).ToArray();
        return Wrong("kind", $"{Quote.Of(name)} is not a kind of {Group.Name}, {Suggestion.For(name, kinds)}");

        NodeProblem Wrong(string field, string message) => new(node.Find(field)!.Line, field, message);
    }

    private static NodeProblem Foreign(MappingNode node, string version, string name)
    {
        var near = ResourceKinds.Of(version).Select(kind => kind.Name).Append(ResourceKinds.List);
        var meant = version == ResourceKinds.CoreVersion ? Suggestion.Nearest(name, near) : null;
        var hint = meant is null ? $"read here are {ResourceKinds.InWords}" : $"did you mean {meant}?";
        return new NodeProblem(node.Line, "", $"ignored here; kubectl applies it ({hint})");
    }
}
