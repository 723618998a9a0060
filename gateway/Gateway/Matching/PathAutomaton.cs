namespace Headgate.Gateway.Matching;

/// <summary>
/// Walks over a path once, character by character, whatever the number of patterns: the deterministic form of a <see cref="PatternTrie"/>,
/// made as it is needed (as RE2 does). States are shared by all threads; their number is bounded, beyond which a step is worked out
/// anew and forgotten, so that no sequence of paths can fill the memory.
/// </summary>
internal sealed class PathAutomaton
{
    private const int FewestStates = 4096;

    // Variables take these (SEMANTICS §2): never '/', nor the brackets that a canonical path may hold.
    private const string VariableCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~%!$&'()*+,;=@:";

    private readonly byte[] _classes = new byte[128];
    private readonly char[] _representatives;
    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);
    private readonly Lock _building = new();
    private readonly State _start;
    private readonly int _mostStates;

    public PathAutomaton(PatternTrie trie)
    {
        _representatives = Classify(trie);
        _mostStates = Math.Max(FewestStates, 4 * trie.Nodes.Count);
        _start = Intern([new Active(trie.Root, IsFresh: true)]);
    }

    /// <summary>Number of states that are kept.</summary>
    public int States
    {
        get
        {
            lock (_building) return _states.Count;
        }
    }

    /// <summary>Adds every rule whose path matches; a rule may be added more than once.</summary>
    public void Walk(ReadOnlySpan<char> path, MatchResult result)
    {
        var state = _start;
        foreach (var character in path)
        {
            var characterClass = character < 128 ? _classes[character] : 0;
            state = Volatile.Read(ref state.Next[characterClass]) ?? Step(state, characterClass);
            if (state.PrefixRules.Length > 0) result.Add(state.PrefixRules);
            if (state.IsDead) return;
        }
        result.Add(state.EndRules);
    }

    // Characters that no pattern tells apart share a class: 0 for those that nothing takes, 1 for those that only variables take.
    private char[] Classify(PatternTrie trie)
    {
        var representatives = new List<char> { '\0', '\0' };
        foreach (var character in VariableCharacters) _classes[character] = 1;
        foreach (var character in trie.Nodes.SelectMany(node => node.Literals.Keys).Distinct().Order())
        {
            _classes[character] = (byte)representatives.Count;
            representatives.Add(character);
        }
        return [.. representatives];
    }

    private State Step(State state, int characterClass)
    {
        var character = _representatives[characterClass];
        var inVariable = characterClass == 1 || (characterClass > 1 && VariableCharacters.Contains(character, StringComparison.Ordinal));
        var reached = new SortedDictionary<int, Active>();
        foreach (var (node, _) in state.Nodes)
        {
            if (node.Literals.TryGetValue(character, out var literal)) reached.TryAdd(literal.Id, new Active(literal, IsFresh: true));
            if (inVariable && node.Variable is { } variable) reached.TryAdd(variable.Id, new Active(variable, IsFresh: true));
        }
        if (inVariable)
        {
            // A variable that goes on has been here before: what matched on reaching it is known already.
            foreach (var (node, _) in state.Nodes.Where(active => active.Node.IsVariable)) reached[node.Id] = new Active(node, IsFresh: false);
        }
        var next = Intern([.. reached.Values]);
        if (next.IsKept) Volatile.Write(ref state.Next[characterClass], next);
        return next;
    }

    private State Intern(Active[] reached)
    {
        var key = string.Create(reached.Length * 2, reached, static (text, active) =>
        {
            for (var index = 0; index < active.Length; index++)
            {
                var number = (active[index].Node.Id << 1) | (active[index].IsFresh ? 1 : 0);
                (text[index * 2], text[(index * 2) + 1]) = ((char)(number >> 16), (char)number);
            }
        });
        lock (_building)
        {
            if (_states.TryGetValue(key, out var known)) return known;
            var state = new State(reached, _representatives.Length, isKept: _states.Count < _mostStates);
            if (state.IsKept) _states.Add(key, state);
            return state;
        }
    }

    private readonly record struct Active(PatternTrie.Node Node, bool IsFresh);

    /// <summary>The set of nodes that a path has reached.</summary>
    private sealed class State
    {
        public State(Active[] reached, int classes, bool isKept)
        {
            PrefixRules = [.. reached.Where(active => active.IsFresh).SelectMany(active => active.Node.PrefixRules)];
            EndRules = [.. reached.SelectMany(active => active.Node.EndRules)];
            Nodes = [.. reached.Where(active => active.Node.HasFuture)];
            Next = new State?[classes];
            IsKept = isKept;
        }

        public Active[] Nodes { get; }

        public State?[] Next { get; }

        public int[] PrefixRules { get; }

        public int[] EndRules { get; }

        public bool IsKept { get; }

        public bool IsDead => Nodes.Length == 0;
    }
}
