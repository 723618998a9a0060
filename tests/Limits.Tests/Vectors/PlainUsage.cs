using System.Globalization;
using System.Text.Json;
using Headgate.Configuration;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>Usage as an observed call gave it, in as far as increments of mapping rules can spell it.</summary>
internal static class PlainUsage
{
    /// <summary>The metrics of a case.</summary>
    public static MetricTree Tree(JsonElement line) => new([.. line.GetProperty("metrics").EnumerateArray()
        .Select(metric => new Metric { Name = metric.Text("name"), Parent = metric.Find("parent")?.GetString() })]);

    /// <summary>Units per metric, ancestors included.</summary>
    public static long[] Price(MetricTree tree, JsonElement usage)
    {
        var costs = new long[tree.Count];
        foreach (var entry in usage.EnumerateObject())
            tree.Add(costs, tree.IndexOf(entry.Name), long.Parse(entry.Value.GetString()!, NumberStyles.None, CultureInfo.InvariantCulture));
        return costs;
    }

    /// <summary>Per metric, whether the usage names it or one below it, be it with 0.</summary>
    public static bool[] Named(MetricTree tree, JsonElement usage)
    {
        var times = new long[tree.Count];
        foreach (var entry in usage.EnumerateObject()) tree.Add(times, tree.IndexOf(entry.Name), 1);
        return [.. times.Select(time => time > 0)];
    }

    /// <summary>Whether a value is <c>#N</c>, which sets a counter.</summary>
    public static bool HasSet(JsonElement usage) => usage.EnumerateObject().Any(entry => entry.Value.GetString()!.TrimStart().StartsWith('#'));

    /// <summary>Whether a value is anything but digits.</summary>
    public static bool HasOther(JsonElement usage) =>
        usage.EnumerateObject().Any(entry => entry.Value.GetString() is not { Length: > 0 } value || !value.All(char.IsAsciiDigit));

    /// <summary>Whether a value is a number of 2^53 or more.</summary>
    public static bool HasBig(JsonElement usage) => usage.EnumerateObject()
        .Any(entry => decimal.TryParse(entry.Value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1L << 53);

    /// <summary>Whether a name is no metric of the case.</summary>
    public static bool HasUnknownMetric(MetricTree tree, JsonElement usage) =>
        usage.EnumerateObject().Any(entry => tree.IndexOf(entry.Name) < 0);
}
