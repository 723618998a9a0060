namespace Headgate.Configuration.Paths;

/// <summary>
/// The pattern of a mapping rule: a path prefix without regard to segments, with variables, optionally pinned at its end, and optional
/// conditions on the query (SEMANTICS §2). Its literals are canonical, so a pattern always matches the path that it spells.
/// </summary>
public sealed class RulePattern
{
    /// <summary>Most characters of a pattern.</summary>
    public const int MostCharacters = 255;

    private RulePattern(IReadOnlyList<PatternToken> path, bool isPinned, IReadOnlyList<QueryCondition> query)
    {
        Path = path;
        IsPinned = isPinned;
        Query = query;
    }

    /// <summary>Literals and variables in turn.</summary>
    public IReadOnlyList<PatternToken> Path { get; }

    /// <summary>Whether a final <c>$</c> pins the end of the path.</summary>
    public bool IsPinned { get; }

    /// <summary>What the query must have, one condition per parameter.</summary>
    public IReadOnlyList<QueryCondition> Query { get; }

    /// <summary>The canonical path up to the first variable.</summary>
    public string LiteralPrefix => Path[0].Literal!;

    /// <summary>Whether the path has no variable.</summary>
    public bool IsLiteral => Path.Count == 1;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern as the administrator wrote it.</param>
    /// <param name="slashes">What <c>%2F</c> means in the requests it will meet.</param>
    /// <param name="problem">What is wrong and what is allowed.</param>
    /// <returns>The pattern, or null with a problem.</returns>
    public static RulePattern? Parse(string pattern, EncodedSlashes slashes, out string? problem)
    {
        problem = pattern.Length is 0 or > MostCharacters
            ? $"A pattern has 1 to {MostCharacters} characters; this one has {pattern.Length}."
            : pattern[0] != '/' ? $"\"{pattern}\" does not begin with '/'." : null;
        if (problem is not null) return null;

        var question = pattern.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? pattern : pattern[..question];
        var isPinned = path.EndsWith('$');
        var tokens = PatternPath.Parse(isPinned ? path[..^1] : path, slashes, out var variables, out problem);
        if (tokens is null) return null;
        var conditions = PatternQuery.Parse(question < 0 ? "" : pattern[(question + 1)..], variables, out problem);
        return conditions is null ? null : new RulePattern(tokens, isPinned, conditions);
    }
}

/// <summary>A part of a pattern's path.</summary>
/// <param name="Literal">Canonical text; null for a variable.</param>
public readonly record struct PatternToken(string? Literal)
{
    /// <summary>Whether it takes one or more characters of a segment.</summary>
    public bool IsVariable => Literal is null;
}

/// <summary>What a query must have.</summary>
/// <param name="Name">The parameter, decoded.</param>
/// <param name="Value">The decoded value that the last occurrence must have; null when any will do.</param>
public readonly record struct QueryCondition(string Name, string? Value);
