using Headgate.Configuration;
using Headgate.Configuration.Paths;

namespace Headgate.Compiler;

/// <summary>
/// Which rules of a Product certainly meet on one request: those of the same pattern, and those under a plain prefix of another. Rules that meet
/// only through variables are not looked for; the cost stays at the length of a pattern per rule.
/// </summary>
internal sealed class RuleCoverage
{
    private readonly List<ReadRule> _rules;
    private readonly ILookup<string, ReadRule> _prefixes;
    private readonly ILookup<string, ReadRule> _spellings;

    /// <summary>Reads the rules that are in force, in their order.</summary>
    public RuleCoverage(ProductUnit unit, ProblemList problems)
    {
        _rules =
        [
            .. unit.Rules.Where(rule => !problems.Refuses(rule)).Select((rule, order) => new ReadRule(rule, RulePattern.Parse(rule.Spec.Pattern, unit.EncodedSlashes, out _)!, order)),
        ];
        _prefixes = _rules.Where(rule => rule.Pattern is { IsLiteral: true, IsPinned: false, Query.Count: 0 }).ToLookup(rule => rule.Pattern.LiteralPrefix, StringComparer.Ordinal);
        _spellings = _rules.ToLookup(rule => rule.Spelling, StringComparer.Ordinal);
    }

    /// <summary>Pairs of rules of which the first takes every path that the second takes; methods are not looked at.</summary>
    public IEnumerable<(ReadRule Covering, ReadRule Covered)> Pairs()
    {
        foreach (var covered in _rules)
        {
            foreach (var twin in _spellings[covered.Spelling].Where(other => other.Order < covered.Order)) yield return (twin, covered);
            for (var length = covered.Pattern.LiteralPrefix.Length; length > 0; length--)
            {
                foreach (var covering in _prefixes[covered.Pattern.LiteralPrefix[..length]])
                {
                    if (covering.Spelling != covered.Spelling) yield return (covering, covered);
                }
            }
        }
    }

    /// <summary>A rule with its pattern.</summary>
    /// <param name="Rule">The resource.</param>
    /// <param name="Pattern">Its pattern.</param>
    /// <param name="Order">Its place among the rules in force.</param>
    public sealed record ReadRule(Resources.MappingRule Rule, RulePattern Pattern, int Order)
    {
        /// <summary>The canonical text of the pattern, whatever its variables are called.</summary>
        public string Spelling { get; } =
            string.Concat(Pattern.Path.Select(token => token.Literal ?? "{}"))
            + (Pattern.IsPinned ? "$" : "")
            + string.Concat(Pattern.Query.OrderBy(condition => condition.Name, StringComparer.Ordinal).Select(condition => $"?{condition.Name}={condition.Value ?? "{}"}"));

        /// <summary>Whether one request can have a method of both.</summary>
        public bool MeetsMethod(ReadRule other) =>
            Rule.Spec.Method == other.Rule.Spec.Method || Rule.Spec.Method == Contract.AnyMethod || other.Rule.Spec.Method == Contract.AnyMethod;

        /// <summary>Whether it has every method of the other.</summary>
        public bool CoversMethod(ReadRule other) => Rule.Spec.Method == Contract.AnyMethod || Rule.Spec.Method == other.Rule.Spec.Method;
    }
}
