namespace Headgate.Operator.Manifests;

/// <summary>A node of a YAML document with its place. Aliases are the anchored node itself, so the tree may share branches.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Size">Nodes in this branch with every alias written out.</param>
/// <param name="Height">Levels of this branch, 1 for a scalar.</param>
internal abstract record Node(int Line, int Size, int Height);

/// <summary>A scalar.</summary>
/// <param name="Line">Line in the file.</param>
/// <param name="Text">The text, without quotes and escapes.</param>
/// <param name="Value">What the text means.</param>
/// <param name="Quoted">Whether it stood in quotes or in a block, which makes any text a string.</param>
internal sealed record ScalarNode(int Line, string Text, TypedScalar Value, bool Quoted) : Node(Line, 1, 1)
{
    public bool IsNull => Value.Kind == ScalarKind.Null;
}

/// <summary>A list.</summary>
internal sealed record SequenceNode(int Line, IReadOnlyList<Node> Items)
    : Node(Line, 1 + Items.Sum(item => item.Size), 1 + Items.Select(item => item.Height).DefaultIfEmpty().Max());

/// <summary>An object; a key may stand in it twice, which its reader reports.</summary>
internal sealed record MappingNode(int Line, IReadOnlyList<Entry> Entries)
    : Node(Line, 1 + Entries.Sum(entry => 1 + entry.Value.Size), 1 + Entries.Select(entry => entry.Value.Height).DefaultIfEmpty().Max())
{
    /// <summary>The value of the first entry with this key, or null.</summary>
    public Node? Find(string key) => Entries.FirstOrDefault(entry => entry.Key.Text == key)?.Value;

    /// <summary>The text of a string entry, or null when there is none or it is no string.</summary>
    public string? FindText(string key) => Find(key) is ScalarNode { Value.Kind: ScalarKind.String } scalar ? scalar.Text : null;
}

/// <summary>A key and its value.</summary>
internal sealed record Entry(ScalarNode Key, Node Value);
