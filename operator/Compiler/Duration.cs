using System.Globalization;
using System.Text.RegularExpressions;

namespace Headgate.Compiler;

/// <summary>Durations as manifests spell them: <c>500ms</c>, <c>30s</c>, <c>1m30s</c> (a subset of Go's time.ParseDuration, whole numbers only).</summary>
internal static partial class Duration
{
    /// <summary>The duration, or null when it cannot be read or is longer than a day.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Whole().Match(text);
        if (!match.Success) return null;
        var total = TimeSpan.Zero;
        for (var index = 0; index < match.Groups["number"].Captures.Count; index++)
        {
            if (!int.TryParse(match.Groups["number"].Captures[index].ValueSpan, CultureInfo.InvariantCulture, out var number) || number > 86_400_000) return null;
            total += match.Groups["unit"].Captures[index].Value switch
            {
                "ms" => TimeSpan.FromMilliseconds(number),
                "s" => TimeSpan.FromSeconds(number),
                "m" => TimeSpan.FromMinutes(number),
                _ => TimeSpan.FromHours(number),
            };
            if (total > TimeSpan.FromDays(1)) return null;
        }
        return total;
    }

    [GeneratedRegex(@"^((?<number>[0-9]{1,9})(?<unit>ms|s|m|h)){1,8}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();
}
