namespace Headgate.Gateway.Matching;

/// <summary>The rules that match a request. Reusable, so that a match allocates nothing; not safe for concurrent use.</summary>
public sealed class MatchResult
{
    private int[] _rules = new int[16];
    private int _count;

    /// <summary>Indexes of the rules, in their order.</summary>
    public ReadOnlySpan<int> Rules => _rules.AsSpan(0, _count);

    internal void Clear() => _count = 0;

    internal void Add(ReadOnlySpan<int> rules)
    {
        if (_count + rules.Length > _rules.Length) Array.Resize(ref _rules, Math.Max(_rules.Length * 2, _count + rules.Length));
        rules.CopyTo(_rules.AsSpan(_count));
        _count += rules.Length;
    }

    /// <summary>Sorts what was added and keeps, once each, the rules that hold; a rule that says so ends the list.</summary>
    internal void Settle<TState>(TState state, Func<int, TState, Verdict> judge) where TState : allows ref struct
    {
        var candidates = _rules.AsSpan(0, _count);
        candidates.Sort();
        _count = 0;
        var previous = -1;
        foreach (var rule in candidates)
        {
            if (rule == previous) continue;
            previous = rule;
            var verdict = judge(rule, state);
            if (verdict == Verdict.DoesNotMatch) continue;
            _rules[_count++] = rule;
            if (verdict == Verdict.MatchesAndIsLast) return;
        }
    }

    internal enum Verdict
    {
        DoesNotMatch,
        Matches,
        MatchesAndIsLast,
    }
}
