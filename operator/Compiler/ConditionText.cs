namespace Headgate.Compiler;

/// <summary>
/// What one condition says of several problems. Its reason names all their reasons, sorted, with commas between them (the form that Kubernetes
/// allows: meta/v1 Condition). Where there are several, the text of each reason begins with it in the message.
/// </summary>
public static class ConditionText
{
    private const int MostCharacters = 4096;
    private const char Comma = ',';

    /// <summary>Puts problems together; those of one reason stay in their order.</summary>
    /// <param name="problems">Reason and text of each, at least one.</param>
    public static (string Reason, string Message) Join(IEnumerable<(string Reason, string Text)> problems)
    {
        var byReason = problems.GroupBy(problem => problem.Reason, problem => problem.Text, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (Reason: group.Key, Text: Cut(string.Join('\n', group)))).ToList();
        return byReason is [var only]
            ? only
            : (string.Join(Comma, byReason.Select(group => group.Reason)), string.Join('\n', byReason.Select(group => $"{group.Reason}: {group.Text}")));
    }

    /// <summary>The reasons that a condition's reason names.</summary>
    public static IReadOnlyList<string> Reasons(string reason) => [.. reason.Split(Comma).Distinct(StringComparer.Ordinal)];

    /// <summary>Takes apart what <see cref="Join"/> put together: the text of each reason.</summary>
    public static IReadOnlyDictionary<string, string> Split(string reason, string message)
    {
        var reasons = Reasons(reason);
        if (reasons.Count == 1) return new Dictionary<string, string>(StringComparer.Ordinal) { [reason] = message };
        var texts = reasons.ToDictionary(name => name, _ => "", StringComparer.Ordinal);
        var current = reasons[0];
        foreach (var line in message.Split('\n'))
        {
            // Sorted, so that a line of a text that looks like the beginning of an earlier one is none.
            var next = reasons.FirstOrDefault(name => string.CompareOrdinal(name, current) >= 0 && line.StartsWith($"{name}: ", StringComparison.Ordinal));
            var text = next is null ? line : line[(next.Length + 2)..];
            current = next ?? current;
            texts[current] = texts[current].Length == 0 ? text : $"{texts[current]}\n{text}";
        }
        return texts;
    }

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
}
