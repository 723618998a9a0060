using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Headgate.TestCluster.Schemas;

/// <summary>
/// Regular expressions as Go reads them (https://github.com/google/re2/wiki/Syntax): no look-around and no back references, classes of ASCII, <c>$</c>
/// only at the very end, one dot for one code point. They are translated and matched without backtracking.
/// </summary>
internal static class GoPattern
{
    private const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private static readonly ConcurrentDictionary<string, Regex> Known = new(StringComparer.Ordinal);

    private static readonly Dictionary<char, string> Classes = new()
    {
        ['d'] = "0-9",
        ['w'] = "0-9A-Za-z_",
        ['s'] = @"\t\n\f\r ",
    };

    private static readonly Dictionary<string, string> Posix = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    public static bool IsMatch(string text, string pattern) => Known.GetOrAdd(pattern, Compile).IsMatch(text);

    /// <summary>What Go's parser says of a pattern; null when it takes it.</summary>
    public static string? Problem(string pattern)
    {
        try
        {
            Compile(pattern);
            return null;
        }
        catch (ArgumentException exception)
        {
            return $"error parsing regexp: {exception.Message}";
        }
    }

    private static Regex Compile(string pattern)
    {
        var translated = Translate(pattern);
        try
        {
            return new Regex(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is RegexParseException or NotSupportedException)
        {
            throw new ArgumentException(Words(pattern, exception), exception);
        }
    }

    private static string Words(string pattern, Exception exception) => (exception as RegexParseException)?.Error switch
    {
        RegexParseError.InsufficientClosingParentheses => $"missing closing ): `{pattern}`",
        RegexParseError.InsufficientOpeningParentheses => $"unexpected ): `{pattern}`",
        RegexParseError.QuantifierAfterNothing =>
            $"missing argument to repetition operator: `{pattern[Math.Max(0, ((RegexParseException)exception).Offset - 1)..][..1]}`",
        RegexParseError.ReversedCharacterRange => $"invalid character class range: `{pattern}`",
        RegexParseError.UnescapedEndingBackslash => "trailing backslash at end of expression: ``",
        _ => $"invalid or unsupported Perl syntax: `{pattern}`",
    };

    private static string Translate(string pattern)
    {
        var output = new StringBuilder();
        for (var at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '\\':
                    at = Escape(pattern, at, output);
                    break;
                case '[':
                    at = Class(pattern, at, output);
                    break;
                case '.':
                    output.Append(CultureInfo.InvariantCulture, $@"(?:{Pair}|[^\n\uD800-\uDFFF])");
                    break;
                case '$':
                    output.Append(@"\z");
                    break;
                case '(' when pattern.AsSpan(at).StartsWith("(?P<"):
                    output.Append("(?<");
                    at += 3;
                    break;
                case '(' when Group(pattern, at) is { } refused:
                    throw new ArgumentException($"invalid or unsupported Perl syntax: `{refused}`");
                default:
                    output.Append(pattern[at]);
                    break;
            }
        }
        return output.ToString();
    }

    // Of the groups that begin with a question mark only flags are known.
    private static string? Group(string pattern, int at)
    {
        if (at + 2 >= pattern.Length || pattern[at + 1] != '?' || pattern[at + 2] is ':' or 'i' or 'm' or 's' or 'U' or '-') return null;
        return pattern[at + 2] == '<' && at + 3 < pattern.Length && pattern[at + 3] is not ('=' or '!')
            ? "(?<"
            : pattern.Substring(at, pattern[at + 2] == '<' ? 4 : 3)[..3];
    }

    private static int Escape(string pattern, int at, StringBuilder output)
    {
        if (at + 1 >= pattern.Length) throw new ArgumentException("trailing backslash at end of expression: ``");
        var next = pattern[at + 1];
        if (Classes.TryGetValue(char.ToLowerInvariant(next), out var members) && next is 'd' or 'w' or 's')
            output.Append(CultureInfo.InvariantCulture, $"[{members}]");
        else if (members is not null && next is 'D' or 'W' or 'S')
            output.Append(CultureInfo.InvariantCulture, $@"(?:{Pair}|[^{members}\uD800-\uDFFF])");
        else if (next == 'b') output.Append(@"\b");
        else if (next is 'p' or 'P') return Property(pattern, at, output);
        else if (char.IsAsciiDigit(next) && next != '0' || next is 'Z' or 'G' or 'k' or 'u' or 'c' or 'e')
            throw new ArgumentException($"invalid escape sequence: `\\{next}`");
        else output.Append('\\').Append(next);
        return at + 1;
    }

    // \pL is \p{L}.
    private static int Property(string pattern, int at, StringBuilder output)
    {
        if (at + 2 < pattern.Length && pattern[at + 2] != '{')
        {
            output.Append(CultureInfo.InvariantCulture, $"\\{pattern[at + 1]}{{{pattern[at + 2]}}}");
            return at + 2;
        }
        output.Append('\\').Append(pattern[at + 1]);
        return at + 1;
    }

    private static int Class(string pattern, int start, StringBuilder output)
    {
        var at = start + 1;
        var negated = at < pattern.Length && pattern[at] == '^';
        if (negated) at++;
        var members = new StringBuilder();
        for (var first = true; at < pattern.Length && (pattern[at] != ']' || first); at++, first = false)
        {
            var named = pattern.AsSpan(at).StartsWith("[:") ? pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) : -1;
            if (named > 0 && Posix.TryGetValue(pattern[(at + 2)..named], out var known))
            {
                members.Append(known);
                at = named + 1;
            }
            else if (pattern[at] == '\\' && at + 1 < pattern.Length)
            {
                at++;
                if (Classes.TryGetValue(pattern[at], out var perl)) members.Append(perl);
                else if (pattern[at] is 'p' or 'P') at = Property(pattern, at - 1, members);
                else members.Append('\\').Append(pattern[at]);
            }
            else
            {
                if (pattern[at] is '[' or ']') members.Append('\\');
                members.Append(pattern[at]);
            }
        }
        if (at >= pattern.Length) throw new ArgumentException($"missing closing ]: `{pattern[start..]}`");
        output.Append(negated ? $@"(?:{Pair}|[^{members}\uD800-\uDFFF])" : $"[{members}]");
        return at;
    }
}
