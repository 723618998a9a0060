using System.Globalization;
using System.Text.RegularExpressions;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A strict reader of Prometheus' text format 0.0.4: what is not allowed for sure is an error.</summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, double> _samples = [];

    public PrometheusText(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        string? family = null;
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help)
            {
                family = help.Groups[1].Value;
                Assert.False(_types.ContainsKey(family), $"{family} is described twice");
                continue;
            }
            if (Type().Match(line) is { Success: true } type)
            {
                Assert.Equal(family, type.Groups[1].Value);
                _types.Add(family!, type.Groups[2].Value);
                continue;
            }
            var sample = Sample().Match(line);
            Assert.True(sample.Success, $"is no sample: {line}");
            var name = sample.Groups[1].Value;
            Assert.Contains(name, Names(family!));
            var labels = Label().Matches(sample.Groups[2].Value).Select(label => label.Groups[1].Value).ToList();
            Assert.Equal(labels.Distinct(), labels);
            var series = name + sample.Groups[2].Value;
            Assert.True(_samples.TryAdd(series, double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture)),
                $"{series} is told twice");
        }
    }

    /// <summary>Names and types of the families.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>Values by series, with its labels as they are written.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    /// <summary>The series that can only grow.</summary>
    public IEnumerable<KeyValuePair<string, double>> Monotone => _samples.Where(sample => Family(sample.Key) is "counter" or "histogram");

    private string Family(string series) =>
        _types.Single(type => Names(type.Key).Contains(series.Split('{')[0])).Value;

    private string[] Names(string family) =>
        _types[family] == "histogram" ? [$"{family}_bucket", $"{family}_sum", $"{family}_count"] : [family];

    [GeneratedRegex("^# HELP ([a-z_]+) ([^\\\\]+)$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-z_]+) (counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^([a-z_]+)((?:\{[a-z_]+="(?:[^"\\]|\\[\\n"])*"(?:,[a-z_]+="(?:[^"\\]|\\[\\n"])*")*\})?) ([-+0-9.eE]+|NaN|[+-]Inf)$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""[{,]([a-z_]+)=""")]
    private static partial Regex Label();
}
