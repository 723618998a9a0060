using System.Text.Json;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>One observed call: the case it belongs to, and the step itself (the same for a case of one call).</summary>
internal sealed record ObservedCall(JsonElement Line, JsonElement Step)
{
    public string Op => Step.Text("op");

    /// <summary>The usage of the call, or of each transaction of a report.</summary>
    public IReadOnlyList<JsonElement> Usages => Step.Find("transactions") is { } transactions
        ? [.. transactions.EnumerateArray().Select(transaction => transaction.Find("usage")).OfType<JsonElement>()]
        : Step.Find("usage") is { } usage ? [usage] : [];

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
        new("authorize", "README: what always has one: op authrep", call => call.Op == "authorize"),
        new("set values", "README: background only: #N set values", call => call.Has(PlainUsage.HasSet)),
        new("values that are no numbers", "SEMANTICS §2: increment is an integer ≥ 1", call => call.Has(PlainUsage.HasOther)),
        new("calls without usage", "README: background only: calls without usage (nor an increment of 0: SEMANTICS §2, an integer ≥ 1)",
            call => call.Op == "authrep" && !call.Has(usage => usage.EnumerateObject().Any(entry => entry.Value.GetString()!.Any(digit => digit != '0')))),
        new("flat usage", "README: background only: flat_usage", call => call.Step.Find("options")?.Find("flat_usage") is not null),
        new("big values", "SEMANTICS §4 differs: values below 2^53", HasBig),
        new("unknown metrics", "SEMANTICS §2: unknown ones make the rule not accepted",
            call => call.Has(usage => PlainUsage.HasUnknownMetric(PlainUsage.Tree(call.Line), usage))),
        new("increments of 0 on a metric past its limit", "SEMANTICS §2: increment is an integer ≥ 1; §4: limits on metrics the call does not cost are not looked at",
            IsZeroPastLimit),
        new("reports with timestamps", "README: background only: reports with timestamps (of another instant)", IsReportOfAnotherInstant),
        new("reports of other applications", "README: the one application is the default of a transaction", IsReportOfAnotherApplication),
    ];

    private static bool HasBig(ObservedCall call) => call.Has(PlainUsage.HasBig)
        || call.Line.GetProperty("limits").EnumerateArray().Any(limit => limit.GetProperty("value").GetDecimal() >= 1L << 53)
        || (call.Line.Find("current_usage") is { } current && current.EnumerateObject().SelectMany(metric => metric.Value.EnumerateObject())
            .Any(counter => counter.Value.GetDecimal() >= 1L << 53));

    private static bool IsZeroPastLimit(ObservedCall call)
    {
        if (call.Op != "authrep" || !call.Has(PlainUsage.HasZero)) return false;
        var tree = PlainUsage.Tree(call.Line);
        var costs = PlainUsage.Price(tree, call.Usages[0]);
        return call.Step.GetProperty("expected").GetProperty("usage_reports").EnumerateArray()
            .Any(report => report.GetProperty("exceeded").GetBoolean() && costs[tree.IndexOf(report.Text("metric"))] == 0);
    }

    private static bool IsReportOfAnotherInstant(ObservedCall call) => call.Op == "report" && call.Step.GetProperty("transactions").EnumerateArray()
        .Any(transaction => transaction.Find("timestamp") is { } timestamp
            && timestamp.GetString()!.Replace(' ', 'T') + "Z" != call.Step.Text("at"));

    private static bool IsReportOfAnotherApplication(ObservedCall call) => call.Op == "report" && call.Step.GetProperty("transactions").EnumerateArray()
        .Any(transaction => transaction.EnumerateObject()
            .Any(property => !OfTheOneApplication.Contains(property.Name) && !OfTheOneApplication.Contains($"{property.Name}: {property.Value}")));
}
