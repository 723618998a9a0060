namespace Headgate.Operator.Manifests;

/// <summary>Says in words what was found and what is wanted.</summary>
internal static class Describe
{
    /// <summary>A node of the wrong type.</summary>
    public static string Mismatch(Node node, Schema schema)
    {
        var secret = schema is ScalarSchema { Secret: true } or MapSchema { Value: ScalarSchema { Secret: true } };
        return $"expected {Wanted(schema)}, found {Found(node, secret)}{Remedy(node, schema)}";
    }

    /// <summary>What is wrong with the type of a map's key, or null.</summary>
    // kubectl turns such a key into text that nobody wrote: on into "true".
    public static string? BadKey(ScalarNode key) => key.Value.Kind switch
    {
        ScalarKind.String or ScalarKind.Date => null,
        ScalarKind.Integer when key.Text == key.Value.Integer.ToString(System.Globalization.CultureInfo.InvariantCulture) => null,
        ScalarKind.Boolean when key.Text is "true" or "false" => null,
        _ => $"the key is {Found(key, secret: false)}: put it in quotes",
    };

    private static string Wanted(Schema schema) => schema switch
    {
        RecordSchema record => $"an object with {string.Join(", ", record.Names)}",
        MapSchema => "an object",
        ListSchema => "a list",
        ScalarSchema { Type: ScalarType.Boolean } => "true or false",
        ScalarSchema { Type: ScalarType.Integer } => "an integer",
        ScalarSchema { Type: ScalarType.IntOrString } => "an integer or a string",
        ScalarSchema { Type: ScalarType.Timestamp } => "a time such as 2026-01-31T12:00:00Z",
        ScalarSchema { Type: ScalarType.Enum } scalar => $"one of {string.Join(", ", scalar.Values)}",
        _ => "a string",
    };

    private static string Found(Node node, bool secret) => node switch
    {
        MappingNode => "an object",
        SequenceNode => "a list",
        ScalarNode { IsNull: true } => "null",
        ScalarNode scalar when secret => scalar.Value.Kind == ScalarKind.Integer ? "an integer" : $"a {Noun(scalar)}",
        ScalarNode { Value.Kind: ScalarKind.String } scalar => $"the string {Quote.Of(scalar.Text)}",
        _ => $"the {Noun((ScalarNode)node)} {Quote.Bare(((ScalarNode)node).Text)}",
    };

    private static string Noun(ScalarNode scalar) => scalar.Value.Kind.ToString().ToLowerInvariant();

    private static string Remedy(Node node, Schema schema) => (node, schema) switch
    {
        (ScalarNode { IsNull: true }, _) => "",
        (ScalarNode { Value.Kind: ScalarKind.String } text, ScalarSchema scalar) when WouldFit(text, scalar.Type) => ": remove the quotes",
        (ScalarNode, ScalarSchema { Type: ScalarType.Integer or ScalarType.Boolean or ScalarType.Enum }) => "",
        (ScalarNode { Value.Kind: not ScalarKind.String }, ScalarSchema) => ": put it in quotes",
        (not SequenceNode, ListSchema) => ": begin each element with -",
        _ => "",
    };

    private static bool WouldFit(ScalarNode text, ScalarType type) => text.Quoted && TypedScalar.OfPlain(text.Text).Kind == type switch
    {
        ScalarType.Integer => ScalarKind.Integer,
        ScalarType.Boolean => ScalarKind.Boolean,
        _ => ScalarKind.Null,
    };
}
