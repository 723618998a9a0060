using System.Globalization;
using Headgate.Limits.Statistics;

namespace Headgate.Operator.Usage;

/// <summary>Usage as a table for people: a row for each window in which an Application used something.</summary>
internal static class UsageTable
{
    private static readonly string[] Heading = ["APPLICATION", "PRODUCT", "WINDOW", "UNITS", "ANSWERS"];

    /// <summary>Writes it.</summary>
    public static void Write(UsageReport report, TextWriter output)
    {
        var rows = report.Applications.SelectMany(found => found.Windows.Select(window => RowOf(report, found.Application, window))).ToList();
        if (rows.Count == 0)
        {
            output.WriteLine("Nothing was used.");
            return;
        }
        rows.Insert(0, Heading);
        var widths = Enumerable.Range(0, Heading.Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows) output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] RowOf(UsageReport report, ClusterApplication application, WindowUsage window) =>
    [
        application.Key.ToString(),
        application.Product,
        Describe.Window(report.Period, window.Start),
        string.Join(", ", window.Units.Select(entry => $"{Describe.Plain(entry.Key)} {Number(entry.Value)}{Against(window, entry.Key, entry.Value)}")),
        string.Join(", ", window.Answers.Select(entry => $"{entry.Key}xx {Number(entry.Value)}")),
    ];

    // Where a limit is judged by another number, because of leases or of a reset, that is worth knowing.
    private static string Against(WindowUsage window, string metric, long units) =>
        window.Booked.TryGetValue(metric, out var booked) && booked != units ? $" ({Number(booked)} booked)" : "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
