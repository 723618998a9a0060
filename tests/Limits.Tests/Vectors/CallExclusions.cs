using System.Globalization;
using System.Text.Json;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>One observed call: the case it belongs to, and the step itself (the same for a case of one call).</summary>
internal sealed record ObservedCall(JsonElement Line, JsonElement Step)
{
    public string Op => Step.Text("op");

    public DateTimeOffset At => Step.GetProperty("at").GetDateTimeOffset();

    /// <summary>The usage of the call; null without any.</summary>
    public JsonElement? Usage => Step.Find("usage");

    /// <summary>The transactions of a report, each with its instant.</summary>
    public IReadOnlyList<(JsonElement Usage, DateTimeOffset At)> Transactions => Step.Find("transactions") is { } transactions
        ? [.. from transaction in transactions.EnumerateArray()
              let timestamp = transaction.Find("timestamp")?.GetString()
              let at = timestamp is null ? At : DateTimeOffset.Parse(timestamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
              select (transaction.GetProperty("usage"), at)]
        : [];

    /// <summary>The usage of the call, or of each transaction of a report.</summary>
    private IEnumerable<JsonElement> Usages => Usage is { } usage ? [usage] : Transactions.Select(transaction => transaction.Usage);

    /// <summary>Whether a usage is like this.</summary>
    public bool Has(Func<JsonElement, bool> like) => Usages.Any(like);
}

/// <summary>Kinds of observed calls that have no counterpart here.</summary>
internal static class CallExclusions
{
    private static readonly string[] OfTheOneApplication = ["usage", "timestamp", "user_key: ukey", "app_id: app"];

    /// <summary>Every kind; the first that covers a call counts it.</summary>
    public static IReadOnlyList<Exclusion<ObservedCall>> All { get; } =
    [
        new("set values", "README: background only: #N set values", call => call.Has(PlainUsage.HasSet)),
        new("values that are no numbers", "SEMANTICS §2: increment is an integer ≥ 1", call => call.Has(PlainUsage.HasOther)),
        new("flat usage", "README: background only: flat_usage", call => call.Step.Find("options")?.Find("flat_usage") is not null),
        new("big values", "SEMANTICS §4 differs: values below 2^53", HasBig),
        new("reports with timestamps that are not accepted, or to come", "README: background only: reports with timestamps",
            call => call.Step.GetProperty("expected").Find("stored_errors") is not null || call.Op == "report" && call.Transactions.Any(each => each.At > call.At)),
        new("reports of other applications", "README: the one application is the default of a transaction", IsReportOfAnotherApplication),
    ];

    private static bool HasBig(ObservedCall call) => call.Has(PlainUsage.HasBig)
        || call.Line.GetProperty("limits").EnumerateArray().Any(limit => limit.GetProperty("value").GetDecimal() >= 1L << 53)
        || (call.Line.Find("current_usage") is { } current && current.EnumerateObject().SelectMany(metric => metric.Value.EnumerateObject())
            .Any(counter => counter.Value.GetDecimal() >= 1L << 53));

    private static bool IsReportOfAnotherApplication(ObservedCall call) => call.Op == "report" && call.Step.GetProperty("transactions").EnumerateArray()
        .Any(transaction => transaction.EnumerateObject()
            .Any(property => !OfTheOneApplication.Contains(property.Name) && !OfTheOneApplication.Contains($"{property.Name}: {property.Value}")));
}
