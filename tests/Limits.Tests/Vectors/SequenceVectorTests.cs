using System.Text.Json;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>
/// Timed calls of one application, each step compared with what was observed. Reports count without limits. After a step without a
/// counterpart the counters are taken over as observed, so that what follows can still be compared.
/// </summary>
public sealed class SequenceVectorTests(ITestOutputHelper output)
{
    [Fact]
    public void Observed_steps_are_met()
    {
        var tally = new Tally(output);
        foreach (var line in ObservedLines.Of("usage_sequences.jsonl")) Follow(line, tally);
        tally.AssertAllMet();
    }

    private static void Follow(JsonElement line, Tally tally)
    {
        var application = new ObservedApplication(line, line.GetProperty("steps")[0].GetProperty("at").GetDateTimeOffset());
        foreach (var (index, step) in line.GetProperty("steps").EnumerateArray().Index())
        {
            var met = false;
            var at = step.GetProperty("at").GetDateTimeOffset();
            var counters = step.GetProperty("expected").GetProperty("counters_after");
            var call = new ObservedCall(line, step);
            tally.Judge($"{line.Text("group")}/{call.Op}", $"{line.Text("id")} step {index}", call, CallExclusions.All, () =>
            {
                application.At(at);
                if (call.Op == "authrep") application.AuthRep(step.GetProperty("usage"), step.GetProperty("expected"));
                if (call.Op == "report") foreach (var usage in call.Usages) application.Report(usage);
                application.CompareCounters(line.GetProperty("counters_shown"), counters);
                met = true;
            });
            if (met) continue;
            application = new ObservedApplication(line, at);
            application.Seed(counters);
        }
    }
}
