using System.Collections.Frozen;
using Headgate.Configuration;
using Headgate.Configuration.Paths;

namespace Headgate.Gateway.Matching;

/// <summary>
/// Finds the mapping rules that match a request (SEMANTICS §2). The cost follows the length of the path and the number of rules that
/// match, not the number of rules. Safe for concurrent use.
/// </summary>
public sealed class RuleMatcher
{
    private const int AnyMethod = 0;

    private readonly Rule[] _rules;
    private readonly PathAutomaton _paths;
    private readonly FrozenDictionary<string, int> _methods;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _methodsBySpan;

    /// <summary>Compiles the rules.</summary>
    /// <param name="rules">The rules in the order they are taken.</param>
    /// <param name="slashes">What <c>%2F</c> means, in patterns as in requests.</param>
    /// <exception cref="InvalidDataException">A pattern cannot be read.</exception>
    public RuleMatcher(IReadOnlyList<MappingRule> rules, EncodedSlashes slashes)
    {
        var methods = new Dictionary<string, int>(StringComparer.Ordinal) { [Contract.AnyMethod] = AnyMethod };
        var trie = new PatternTrie();
        _rules = new Rule[rules.Count];
        for (var index = 0; index < rules.Count; index++)
        {
            var rule = rules[index];
            var pattern = RulePattern.Parse(rule.Pattern, slashes, out var problem)
                ?? throw new InvalidDataException($"the rule {rule.Name} has a pattern that cannot be read: {problem}");
            if (!methods.TryGetValue(rule.Method, out var method)) methods[rule.Method] = method = methods.Count;
            _rules[index] = new Rule(method, [.. pattern.Query], rule.Last);
            trie.Add(pattern, index);
        }
        _paths = new PathAutomaton(trie);
        // A request cannot have the method ANY: the word stands for all of them in rules only.
        methods.Remove(Contract.AnyMethod);
        _methods = methods.ToFrozenDictionary(StringComparer.Ordinal);
        _methodsBySpan = _methods.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Number of automaton states that are kept.</summary>
    internal int States => _paths.States;

    /// <summary>Finds the rules that match.</summary>
    /// <param name="method">The HTTP method, as it is.</param>
    /// <param name="path">The canonical path (<see cref="CanonicalPath"/>).</param>
    /// <param name="query">The raw query without <c>?</c>.</param>
    /// <param name="result">Takes the answer.</param>
    public void Match(ReadOnlySpan<char> method, ReadOnlySpan<char> path, ReadOnlySpan<char> query, MatchResult result)
    {
        result.Clear();
        _paths.Walk(path, result);
        if (result.Rules.IsEmpty) return;
        var methodId = _methodsBySpan.TryGetValue(method, out var known) ? known : AnyMethod;
        result.Settle(new Request(_rules, methodId, query), static (rule, request) => request.Judge(rule));
    }

    private readonly record struct Rule(int Method, QueryCondition[] Query, bool Last);

    private readonly ref struct Request(Rule[] rules, int method, ReadOnlySpan<char> query)
    {
        private readonly ReadOnlySpan<char> _query = query;

        public MatchResult.Verdict Judge(int index)
        {
            ref readonly var rule = ref rules[index];
            if (rule.Method != AnyMethod && rule.Method != method) return MatchResult.Verdict.DoesNotMatch;
            foreach (ref readonly var condition in rule.Query.AsSpan())
            {
                if (!Holds(condition)) return MatchResult.Verdict.DoesNotMatch;
            }
            return rule.Last ? MatchResult.Verdict.MatchesAndIsLast : MatchResult.Verdict.Matches;
        }

        // The last value given for a name counts; a name without '=' is present and has none.
        private bool Holds(in QueryCondition condition)
        {
            var holds = false;
            for (var parameters = new QueryReader(_query); parameters.Next();)
            {
                if (!PercentEncoding.DecodesTo(parameters.Name, condition.Name)) continue;
                if (condition.Value is null) return true;
                holds = parameters.HasValue && PercentEncoding.DecodesTo(parameters.Value, condition.Value);
            }
            return holds;
        }
    }
}
