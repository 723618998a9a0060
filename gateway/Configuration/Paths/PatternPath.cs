using System.Buffers;
using System.Text;

namespace Headgate.Configuration.Paths;

/// <summary>Reads the path of a pattern.</summary>
internal static class PatternPath
{
    // What 3scale's admin takes as well (RFC 2396's pchar without '$', which pins the end); everything else can be written as an escape.
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'():@&=+,;/");

    /// <summary>Literals and variables in turn, the first a literal; null with a problem.</summary>
    public static IReadOnlyList<PatternToken>? Parse(string path, EncodedSlashes slashes, out IReadOnlyList<string> variables, out string? problem)
    {
        var names = new List<string>();
        variables = names;
        var marked = Mark(path, names, out problem);
        if (marked is null) return null;
        var canonical = CanonicalPath.NormalizePattern(marked, slashes, allowVariables: true, out var reason);
        if (canonical is null)
        {
            problem = $"The path \"{path}\" cannot be normalised, so it could never match: {Explain(reason)}";
            return null;
        }
        var tokens = new List<PatternToken>();
        foreach (var literal in canonical.Split(CanonicalPath.Variable))
        {
            if (tokens.Count > 0) tokens.Add(new PatternToken(null));
            if (literal.Length > 0) tokens.Add(new PatternToken(literal));
        }
        return tokens;
    }

    // Puts a mark in the place of each variable.
    private static string? Mark(string path, List<string> names, out string? problem)
    {
        var marked = new StringBuilder(path.Length);
        for (var index = 0; index < path.Length; index++)
        {
            var character = path[index];
            if (character == '{')
            {
                var end = path.IndexOf('}', index);
                var name = end < 0 ? "" : path[(index + 1)..end];
                problem = !IsVariableName(name) ? $"\"{path[index..(end < 0 ? path.Length : end + 1)]}\" is not a variable. Write {{name}} with letters, digits and '_', not beginning with a digit."
                    : names.Contains(name) ? $"The variable {{{name}}} stands twice. Give each its own name."
                    : null;
                if (problem is not null) return null;
                names.Add(name);
                marked.Append(CanonicalPath.Variable);
                index = end;
            }
            else if (character == '%' || Allowed.Contains(character))
            {
                marked.Append(character);
            }
            else
            {
                problem = character == '$'
                    ? "A '$' pins the end and stands only there (or before '?'). Write %24 for the character."
                    : $"The character '{character}' cannot stand in a path. Write it as an escape: {Uri.EscapeDataString(character.ToString())}.";
                return null;
            }
        }
        problem = null;
        return marked.ToString();
    }

    private static bool IsVariableName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private static string Explain(PathProblem reason) => reason switch
    {
        PathProblem.BrokenEscape => "a '%' is followed by two hexadecimal digits.",
        PathProblem.InvalidUtf8 => "its escapes are not UTF-8.",
        PathProblem.ControlCharacter => "control characters are refused in requests.",
        PathProblem.AboveRoot => "'..' leads above the root.",
        PathProblem.HiddenDotSegment => "dot segments behind '\\', ';' or an encoded slash are refused in requests.",
        PathProblem.EncodedSlash => "the Product rejects encoded slashes.",
        _ => "it must begin with '/' and be ASCII.",
    };
}
