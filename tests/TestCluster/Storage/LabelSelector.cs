using System.Globalization;
using System.Text.Json.Nodes;
using Headgate.TestCluster.Http;
using Headgate.TestCluster.Kinds;

namespace Headgate.TestCluster.Storage;

/// <summary>Reads label selectors, with the words of a real server for those that cannot be read (k8s.io/apimachinery, pkg/labels).</summary>
internal sealed class LabelSelector
{
    private const string Special = "=!(),><";
    private const string End = "";

    private static readonly string[] Operators = ["=", "==", "!=", "in", "notin", ">", "<"];

    private readonly List<string> _tokens;
    private int _at;

    private LabelSelector(string text) => _tokens = [.. Scan(text), End];

    /// <summary>What a selector asks of an object.</summary>
    /// <exception cref="StatusException">It cannot be read.</exception>
    public static IReadOnlyList<Func<JsonObject, bool>> Parse(string text)
    {
        var parser = new LabelSelector(text);
        var conditions = new List<Func<JsonObject, bool>>();
        while (parser.Next != End)
        {
            if (parser.Next != "!" && !IsIdentifier(parser.Next))
                throw Bad($"found '{parser.Next}', expected: !, identifier, or 'end of string'");
            conditions.Add(parser.Requirement());
            var after = parser.Take();
            if (after == End) break;
            if (after != ",") throw Bad($"found '{after}', expected: ',' or 'end of string'");
            if (parser.Next != "!" && !IsIdentifier(parser.Next)) throw Bad($"found '{parser.Next}', expected: identifier after ','");
        }
        return conditions;
    }

    private string Next => _tokens[_at];

    private string Take() => _tokens[_at++];

    private Func<JsonObject, bool> Requirement()
    {
        var isAbsent = Next == "!";
        if (isAbsent) Take();
        var key = Take();
        if (!IsIdentifier(key)) throw Unreadable($"found '{key}', expected: identifier");
        if (string.Join("; ", ObjectNames.QualifiedProblems(key)) is { Length: > 0 } problem)
            throw Unreadable($"<nil>: Invalid value: {GoText.Quote(key)}: {problem}");
        if (isAbsent) return item => Label(item, key) is null;
        if (Next is End or ",") return item => Label(item, key) is not null;
        var op = Take();
        if (!Operators.Contains(op)) throw Unreadable($"found '{op}', expected: {string.Join(", ", Operators)}");
        var values = op is "in" or "notin" ? Values() : [Exact()];
        for (var index = 0; index < values.Count; index++)
            if (string.Join("; ", ObjectNames.ValueProblems(values[index])) is { Length: > 0 } wrong)
                throw Unreadable($"values[{index}][{key}]: Invalid value: {GoText.Quote(values[index])}: {wrong}");
        return op switch
        {
            "in" or "=" or "==" => item => Label(item, key) is { } value && values.Contains(value),
            "notin" or "!=" => item => Label(item, key) is not { } value || !values.Contains(value),
            _ => Compared(key, op, values[0]),
        };
    }

    private List<string> Values()
    {
        if (Take() is not "(" and var open) throw Unreadable($"found '{open}' expected: '('");
        if (Next == ")")
        {
            Take();
            return [""];
        }
        if (Next != "," && !IsIdentifier(Next)) throw Unreadable($"found '{Next}', expected: ',', ')' or identifier");
        var values = new SortedSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var token = Take();
            if (IsIdentifier(token))
            {
                values.Add(token);
                if (Next is not ("," or ")")) throw Unreadable($"found '{Next}', expected: ',' or ')'");
                if (Next == ")") break;
            }
            else if (token == ",")
            {
                if (values.Count == 0 || Next is "," or ")") values.Add("");
                if (Next == ")") break;
                if (Next == ",") Take();
            }
            else
            {
                throw Unreadable($"found '{token}', expected: ',', or identifier");
            }
        }
        Take();
        return [.. values];
    }

    private string Exact()
    {
        if (Next is End or ",") return "";
        var value = Take();
        return IsIdentifier(value) ? value : throw Unreadable($"found '{value}', expected: identifier");
    }

    private static Func<JsonObject, bool> Compared(string key, string op, string bound)
    {
        if (!long.TryParse(bound, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw Unreadable($"values[0]: Invalid value: {GoText.Quote(bound)}: for 'Gt', 'Lt' operators, the value must be an integer");
        return item =>
            long.TryParse(Label(item, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                && (op == ">" ? value > number : value < number);
    }

    private static IEnumerable<string> Scan(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var start = at;
            if (Special.Contains(text[at], StringComparison.Ordinal))
            {
                at++;
                if (text[start] is '=' or '!' && at < text.Length && text[at] == '=') at++;
            }
            else
            {
                while (at < text.Length && !Special.Contains(text[at], StringComparison.Ordinal) && !char.IsWhiteSpace(text[at])) at++;
            }
            yield return text[start..at];
        }
    }

    private static bool IsIdentifier(string token) => token.Length > 0 && !Special.Contains(token[0], StringComparison.Ordinal);

    private static string? Label(JsonObject item, string name) =>
        item["metadata"]?["labels"] is JsonObject labels && labels.TryGetPropertyValue(name, out var value) ? (string?)value ?? "" : null;

    private static StatusException Unreadable(string problem) => Bad($"unable to parse requirement: {problem}");

    private static StatusException Bad(string problem) => StatusException.BadRequest(problem);
}
