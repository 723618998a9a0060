using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Headgate.Limits.Statistics;

namespace Headgate.Operator.Usage;

/// <summary>Usage as JSON: an array of Applications, also of those that used nothing.</summary>
internal static class UsageJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    public static void Write(UsageReport report, TextWriter output)
    {
        var all = report.Applications.Select(found => (JsonNode)new JsonObject
        {
            ["application"] = found.Application.Key.ToString(),
            ["product"] = found.Application.Product,
            ["plan"] = found.Application.Plan,
            ["period"] = report.Period.ToString(),
            ["windows"] = new JsonArray([.. found.Windows.Select(Of)]),
        });
        output.WriteLine(new JsonArray([.. all]).ToJsonString(Indented));
    }

    private static JsonNode Of(WindowUsage window)
    {
        var json = new JsonObject();
        if (window.End is { } end) (json["start"], json["end"]) = (Describe.Instant(window.Start), Describe.Instant(end));
        json["units"] = Numbers(window.Units.Select(entry => (entry.Key, entry.Value)));
        json["booked"] = Numbers(window.Booked.Select(entry => (entry.Key, entry.Value)));
        json["answers"] = Numbers(window.Answers.Select(entry => ($"{entry.Key}xx", entry.Value)));
        return json;
    }

    private static JsonObject Numbers(IEnumerable<(string Name, long Value)> numbers) =>
        new(numbers.Select(number => KeyValuePair.Create(number.Name, (JsonNode?)number.Value)));
}
