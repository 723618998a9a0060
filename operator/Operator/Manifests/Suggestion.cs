namespace Headgate.Operator.Manifests;

/// <summary>Guesses what somebody meant.</summary>
internal static class Suggestion
{
    /// <summary><c>did you mean x?</c> when a candidate is near, otherwise the list of all.</summary>
    public static string For(string found, IReadOnlyCollection<string> candidates) =>
        Nearest(found, candidates) is { } nearest ? $"did you mean {nearest}?" : $"allowed: {string.Join(", ", candidates)}";

    /// <summary>The candidate that a few typing errors lead to, or null.</summary>
    public static string? Nearest(string found, IEnumerable<string> candidates)
    {
        // A third of the letters may be wrong; nobody types more than a few times the longest name.
        if (found.Length > 100) return null;
        var word = found.ToUpperInvariant();
        return candidates
            .Select(candidate => (candidate, Distance: Distance(word, candidate.ToUpperInvariant())))
            .Where(pair => pair.Distance <= Math.Max(1, Math.Min(found.Length, pair.candidate.Length) / 3))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.candidate)
            .FirstOrDefault();
    }

    // Levenshtein's distance, with two swapped neighbours as one error.
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[left.Length, right.Length];
    }
}
