using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Headgate.Operator.Manifests;

/// <summary>One document of a file: its root node, or why it cannot be read.</summary>
internal sealed record Document(Node? Root, int Line, string? Problem);

/// <summary>
/// Reads the documents of a file. They are cut at the lines that begin with <c>---</c> before they are parsed, as kubectl does, so that one
/// that is broken takes no other with it.
/// </summary>
internal static class Documents
{
    public static IEnumerable<Document> Read(string text)
    {
        var budget = new AliasBudget();
        return Cut(text).Select(piece => Read(piece.Line, piece.Text, budget)).OfType<Document>();
    }

    private static IEnumerable<(int Line, string Text)> Cut(string text)
    {
        int start = 0, startLine = 1, line = 1;
        for (var next = text.IndexOf('\n'); next >= 0; next = text.IndexOf('\n', next + 1))
        {
            line++;
            if (!IsSeparator(text.AsSpan(next + 1))) continue;
            yield return (startLine, text[start..(next + 1)]);
            (start, startLine) = (next + 1, line);
        }
        yield return (startLine, text[start..]);
    }

    private static bool IsSeparator(ReadOnlySpan<char> rest) =>
        rest.StartsWith("---") && (rest.Length == 3 || rest[3] is '\n' or ' ' or '\t');

    private static Document? Read(int firstLine, string text, AliasBudget budget)
    {
        if (FindDirective(text) is { } directive)
            return new Document(null, firstLine + directive, "directives such as %YAML are not supported: remove the line");
        var scanner = new Scanner(new StringReader(text), skipComments: true);
        try
        {
            var parser = new Parser(scanner);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _)) return null;
            var line = firstLine + (int)parser.Current!.Start.Line - 1;
            if (parser.Current is Scalar { Value: "", Style: ScalarStyle.Plain }) return null;
            var root = new NodeReader(parser, firstLine, budget).Read();
            parser.Consume<DocumentEnd>();
            return parser.Current is StreamEnd || !parser.MoveNext() || parser.Current is StreamEnd ? new Document(root, line, null)
                : new Document(null, firstLine + (int)parser.Current!.Start.Line - 1, "a second document must begin with ---");
        }
        catch (YamlException exception)
        {
            return Broken(exception.Start.Line, exception is Refusal ? exception.Message : $"not valid YAML: {exception.Message}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // YamlDotNet gives up on some broken brackets in these ways.
            return Broken(scanner.CurrentPosition.Line, "not valid YAML: brackets, quotes or indentation do not match");
        }

        Document Broken(long line, string message)
        {
            var lines = text.AsSpan().TrimEnd().Count('\n') + 1;
            var place = message.Contains("tab", StringComparison.Ordinal) ? FindTab(text, (int)line) : (int)line;
            return new Document(null, firstLine + Math.Clamp(place, 1, lines) - 1, message.TrimEnd('.'));
        }
    }

    private static int? FindDirective(string text)
    {
        var line = 0;
        foreach (var content in text.AsSpan().EnumerateLines())
        {
            if (content.StartsWith('%')) return line;
            if (!content.IsWhiteSpace() && !content.StartsWith('#')) return null;
            line++;
        }
        return null;
    }

    // YamlDotNet names the object that a tab should indent, not the line that it stands in.
    private static int FindTab(string text, int from)
    {
        var line = 0;
        foreach (var content in text.Split('\n'))
        {
            line++;
            if (line >= from && content.AsSpan(0, content.Length - content.AsSpan().TrimStart().Length).Contains('\t')) return line;
        }
        return from;
    }
}
