using System.Buffers;

namespace Headgate.Configuration.Paths;

/// <summary>Reads the query conditions of a pattern.</summary>
internal static class PatternQuery
{
    // What 3scale's admin takes as well (RFC 2396's unreserved and reserved characters).
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'();/?:@&=+$,[]%");

    /// <summary>The conditions in the order they are written; null with a problem.</summary>
    public static IReadOnlyList<QueryCondition>? Parse(string query, IReadOnlyList<string> variables, out string? problem)
    {
        var conditions = new List<QueryCondition>();
        foreach (var parameter in query.Length == 0 ? [] : query.Split('&'))
        {
            problem = Read(parameter, out var condition);
            if (problem is null && (conditions.Any(other => other.Name == condition.Name) || variables.Contains(condition.Name)))
                problem = $"The name {condition.Name} stands twice. Each variable and each query parameter has its own name.";
            if (problem is not null) return null;
            conditions.Add(condition);
        }
        problem = null;
        return conditions;
    }

    private static string? Read(string parameter, out QueryCondition condition)
    {
        condition = default;
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0) return $"The query parameter \"{parameter}\" has no '='. Write name=value, name={{variable}}, or name= for an empty value.";
        var (name, value) = (parameter[..equals], parameter[(equals + 1)..]);
        if (name.AsSpan().ContainsAny('{', '}')) return $"A variable cannot be the name of a query parameter: \"{name}\".";
        if (Check(name) is { } badName) return badName;
        if (IsVariable(value))
        {
            condition = new QueryCondition(PercentEncoding.Decode(name), null);
            return null;
        }
        if (value.AsSpan().ContainsAny('{', '}')) return $"\"{value}\" is neither a literal nor one variable. A variable is the whole value: name={{variable}}.";
        condition = new QueryCondition(PercentEncoding.Decode(name), PercentEncoding.Decode(value));
        return Check(value);
    }

    private static string? Check(string text)
    {
        var wrong = text.AsSpan().IndexOfAnyExcept(Allowed);
        if (wrong >= 0) return $"The character '{text[wrong]}' cannot stand in a query. Write it as an escape: {Uri.EscapeDataString(text[wrong].ToString())}.";
        for (var index = text.IndexOf('%', StringComparison.Ordinal); index >= 0; index = text.IndexOf('%', index + 1))
        {
            if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
                return $"\"{text}\" has a broken escape: a '%' is followed by two hexadecimal digits.";
        }
        return null;
    }

    private static bool IsVariable(string value) =>
        value.Length > 2 && value[0] == '{' && value[^1] == '}' && value[1..^1].All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
