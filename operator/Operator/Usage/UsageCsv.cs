using System.Globalization;
using Headgate.Limits.Statistics;

namespace Headgate.Operator.Usage;

/// <summary>
/// Usage as CSV (RFC 4180, lines end in LF): a line for each number. A text that a spreadsheet would take for a formula begins with an apostrophe.
/// </summary>
internal static class UsageCsv
{
    /// <summary>The first line.</summary>
    public const string Heading = "application,product,plan,period,start,end,kind,name,count";

    /// <summary>Writes it.</summary>
    public static void Write(UsageReport report, TextWriter output)
    {
        output.Write(Heading + "\n");
        foreach (var (application, windows) in report.Applications)
        {
            foreach (var window in windows)
            {
                string[] before =
                [
                    application.Key.ToString(), application.Product, application.Plan, Describe.Name(report.Period),
                    window.End is null ? "" : Describe.Instant(window.Start), window.End is { } end ? Describe.Instant(end) : "",
                ];
                foreach (var (kind, name, count) in Numbers(window))
                    output.Write(string.Join(',', before.Concat([kind, name, count.ToString(CultureInfo.InvariantCulture)]).Select(Cell)) + "\n");
            }
        }
    }

    /// <summary>A cell that is read as it was written, and as nothing else.</summary>
    public static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '|' or '%', ..] && !IsNumber(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    private static bool IsNumber(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static IEnumerable<(string Kind, string Name, long Count)> Numbers(WindowUsage window) =>
    [
        .. window.Units.Select(entry => ("units", entry.Key, entry.Value)),
        .. window.Booked.Select(entry => ("booked", entry.Key, entry.Value)),
        .. window.Answers.Select(entry => ("answers", $"{entry.Key}xx", entry.Value)),
    ];
}
