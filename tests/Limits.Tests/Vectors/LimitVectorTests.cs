namespace Headgate.Limits.Tests.Vectors;

/// <summary>
/// One call against given counters, as the peer system was seen to answer it. A call that meets a limit of 0 is met when it is refused;
/// that the gateway says metric-disabled instead is the pipeline's to show.
/// </summary>
public sealed class LimitVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Observed_answers_are_met()
    {
        var tally = new Tally(output);
        foreach (var line in ObservedLines.Of("usage_limits.jsonl"))
        {
            var call = new ObservedCall(line, line);
            tally.Judge(line.Text("group"), line.Text("id"), call, CallExclusions.All, () => Compare(call));
        }
        tally.AssertAllMet();
    }

    private static void Compare(ObservedCall call)
    {
        var expected = call.Line.GetProperty("expected");
        var isUnknown = call.Has(usage => PlainUsage.HasUnknownMetric(PlainUsage.Tree(call.Line), usage));
        Assert.Equal(expected.Find("error_code")?.GetString() == "metric_invalid", isUnknown);
        if (isUnknown) return;

        var application = new ObservedApplication(call.Line, call.At);
        application.Seed(call.Line.GetProperty("current_usage"));
        if (call.Op == "authorize") application.Authorize(call.Usage, expected);
        else application.AuthRep(call.Usage, expected);
    }
}
