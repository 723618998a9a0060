using Headgate.Configuration.Paths;

namespace Headgate.Gateway.Matching;

/// <summary>The paths of all patterns of a Product, merged: a nondeterministic automaton in which common beginnings are one.</summary>
internal sealed class PatternTrie
{
    private readonly List<Node> _nodes = [new Node(0, isVariable: false)];

    public Node Root => _nodes[0];

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Adds a rule, in the order of the rules.</summary>
    public void Add(RulePattern pattern, int rule)
    {
        var node = Root;
        foreach (var token in pattern.Path)
        {
            if (token.Literal is not { } literal)
            {
                node = node.Variable ??= NewNode(isVariable: true);
                continue;
            }
            foreach (var character in literal)
            {
                if (!node.Literals.TryGetValue(character, out var next)) node.Literals[character] = next = NewNode(isVariable: false);
                node = next;
            }
        }
        (pattern.IsPinned ? node.EndRules : node.PrefixRules).Add(rule);
    }

    private Node NewNode(bool isVariable)
    {
        var node = new Node(_nodes.Count, isVariable);
        _nodes.Add(node);
        return node;
    }

    /// <summary>How far some patterns have got.</summary>
    internal sealed class Node(int id, bool isVariable)
    {
        public int Id { get; } = id;

        /// <summary>Whether further characters of a variable's class lead back here.</summary>
        public bool IsVariable { get; } = isVariable;

        public Dictionary<char, Node> Literals { get; } = [];

        public Node? Variable { get; set; }

        /// <summary>Rules that match as soon as this is reached.</summary>
        public List<int> PrefixRules { get; } = [];

        /// <summary>Rules that match when the path ends here.</summary>
        public List<int> EndRules { get; } = [];

        /// <summary>Whether anything can still come of it.</summary>
        public bool HasFuture => Literals.Count > 0 || Variable is not null || EndRules.Count > 0;
    }
}
