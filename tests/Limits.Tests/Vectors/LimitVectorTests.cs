using System.Text.Json;

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
            tally.Judge(line.Text("group"), line.Text("id"), new ObservedCall(line, line), CallExclusions.All, () => Compare(line));
        tally.AssertAllMet();
    }

    private static void Compare(JsonElement line)
    {
        var application = new ObservedApplication(line, line.GetProperty("at").GetDateTimeOffset());
        application.Seed(line.GetProperty("current_usage"));
        application.AuthRep(line.GetProperty("usage"), line.GetProperty("expected"));
    }
}
