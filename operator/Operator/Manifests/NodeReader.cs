using System.Buffers;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Headgate.Operator.Manifests;

/// <summary>
/// Builds the nodes of one document from YamlDotNet's events. What it refuses, it throws as a <see cref="Refusal"/>.
/// </summary>
/// <param name="parser">Stands before the document's first node.</param>
/// <param name="firstLine">Line of the file on which the parser's text begins.</param>
/// <param name="budget">What aliases may still add to this file.</param>
internal sealed class NodeReader(IParser parser, int firstLine, AliasBudget budget)
{
    /// <summary>Most levels of nesting, aliases written out.</summary>
    public const int MaxDepth = 64;

    private readonly Dictionary<string, Node?> _anchors = new(StringComparer.Ordinal);

    public Node Read() => Read(1);

    private Node Read(int depth)
    {
        if (parser.Current is AnchorAlias alias) return ReadAlias(alias, depth);
        // YamlDotNet lets some broken keys pass and then has no value for them.
        if (parser.Current is not NodeEvent start) throw new Refusal(parser.Current!, "not valid YAML: brackets, quotes or indentation do not match");
        CheckDepth(depth, start);
        var anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null) _anchors[anchor] = null;
        Node node = start switch
        {
            SequenceStart sequence => ReadSequence(sequence, depth),
            MappingStart mapping => ReadMapping(mapping, depth),
            _ => ReadScalar((Scalar)start),
        };
        if (anchor is not null) _anchors[anchor] = node;
        return node;
    }

    private ScalarNode ReadScalar(Scalar scalar)
    {
        parser.MoveNext();
        // An escape can smuggle in half a surrogate pair, which no JSON can hold.
        if (!IsText(scalar.Value)) throw new Refusal(scalar, "half a surrogate pair is not text");
        var plain = scalar.Style == ScalarStyle.Plain;
        return new ScalarNode(LineOf(scalar), scalar.Value, Tags.Resolve(scalar, plain), !plain);
    }

    private static bool IsText(string text)
    {
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done) return false;
            rest = rest[length..];
        }
        return true;
    }

    private SequenceNode ReadSequence(SequenceStart start, int depth)
    {
        Tags.RequireCollection(start, "seq");
        var items = new List<Node>();
        parser.MoveNext();
        while (parser.Current is not SequenceEnd) items.Add(Read(depth + 1));
        parser.MoveNext();
        return new SequenceNode(LineOf(start), items);
    }

    private MappingNode ReadMapping(MappingStart start, int depth)
    {
        Tags.RequireCollection(start, "map");
        var entries = new List<Entry>();
        IReadOnlyList<Entry> merged = [];
        parser.MoveNext();
        while (parser.Current is not MappingEnd)
        {
            var place = parser.Current!;
            if (Read(depth + 1) is not ScalarNode key)
                throw new Refusal(place, "a key must be a plain or quoted word, not a list or an object");
            if (parser.Current is MappingEnd) throw new Refusal(place, "not valid YAML: a key without its value");
            var value = Read(depth + 1);
            if (key is not { Text: "<<", Quoted: false }) entries.Add(new Entry(key, value));
            else if (entries.Count + merged.Count == 0) merged = Merge(value, place);
            // kubectl lets << override the keys before it, which is neither what YAML says nor what people expect.
            else throw new Refusal(place, "<< must be the first key of its object, and stand there once");
        }
        parser.MoveNext();
        var own = entries.Select(entry => entry.Key.Text).ToHashSet(StringComparer.Ordinal);
        return new MappingNode(LineOf(start), [.. merged.Where(entry => !own.Contains(entry.Key.Text)), .. entries]);
    }

    private static IReadOnlyList<Entry> Merge(Node value, ParsingEvent place) => value switch
    {
        MappingNode mapping => mapping.Entries,
        SequenceNode list when list.Items.All(item => item is MappingNode) =>
            [.. list.Items.SelectMany(item => ((MappingNode)item).Entries).DistinctBy(entry => entry.Key.Text)],
        _ => throw new Refusal(place, "<< takes an object or a list of objects"),
    };

    private Node ReadAlias(AnchorAlias alias, int depth)
    {
        var name = Quote.Bare(alias.Value.Value);
        if (!_anchors.TryGetValue(alias.Value.Value, out var node)) throw new Refusal(alias, $"there is no anchor &{name} before *{name}");
        if (node is null) throw new Refusal(alias, $"*{name} stands inside the node it refers to");
        CheckDepth(depth + node.Height - 1, alias);
        if (!budget.TrySpend(node.Size))
            throw new Refusal(alias, $"aliases write this file out to more than {AliasBudget.MaxNodes:N0} nodes");
        parser.MoveNext();
        return node;
    }

    private static void CheckDepth(int depth, ParsingEvent place)
    {
        if (depth > MaxDepth) throw new Refusal(place, $"nested deeper than {MaxDepth} levels");
    }

    private int LineOf(ParsingEvent place) => firstLine + (int)place.Start.Line - 1;
}

/// <summary>Counts the nodes that aliases add to one file, against documents that explode when their aliases are written out.</summary>
internal sealed class AliasBudget
{
    /// <summary>Most nodes that aliases may add to one file.</summary>
    public const int MaxNodes = 100_000;

    private int _left = MaxNodes;

    public bool TrySpend(int nodes) => nodes <= _left && (_left -= nodes) >= 0;
}
