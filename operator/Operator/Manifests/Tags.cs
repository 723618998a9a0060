using YamlDotNet.Core.Events;

namespace Headgate.Operator.Manifests;

/// <summary>The tags that YAML's core schema knows; others name types that JSON, and so Kubernetes, does not have.</summary>
internal static class Tags
{
    private const string Core = "tag:yaml.org,2002:";

    public static TypedScalar Resolve(Scalar scalar, bool plain)
    {
        if (scalar.Tag.IsEmpty) return plain ? TypedScalar.OfPlain(scalar.Value) : TypedScalar.Text;
        if (scalar.Tag.IsNonSpecific) return TypedScalar.Text;
        var value = TypedScalar.OfPlain(scalar.Value);
        return scalar.Tag.Value switch
        {
            Core + "str" => TypedScalar.Text,
            Core + "null" when value.Kind == ScalarKind.Null => value,
            Core + "bool" when value.Kind == ScalarKind.Boolean => value,
            Core + "int" when value.Kind == ScalarKind.Integer => value,
            Core + "float" when value.Kind is ScalarKind.Integer or ScalarKind.Number => value,
            Core + "null" or Core + "bool" or Core + "int" or Core + "float" =>
                throw new Refusal(scalar, $"the value is not what its tag {Show(scalar)} says"),
            _ => throw new Refusal(scalar, $"the tag {Show(scalar)} is not supported: use !!str, !!int, !!float, !!bool, !!null or none"),
        };
    }

    public static void RequireCollection(NodeEvent start, string type)
    {
        if (start.Tag.IsEmpty || start.Tag.IsNonSpecific || start.Tag.Value == Core + type) return;
        throw new Refusal(start, $"the tag {Show(start)} is not supported here: use !!{type} or none");
    }

    private static string Show(NodeEvent node) => node.Tag.Value.Replace(Core, "!!", StringComparison.Ordinal);
}
