using System.Text.Json;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>
/// Timed calls of one application, each step compared with what was observed. An authorize gives back what it books; reports count without
/// limits. After a step without a counterpart the counters are taken over as observed, so that what follows can still be compared.
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
            var expected = step.GetProperty("expected");
            var call = new ObservedCall(line, step);
            tally.Judge($"{line.Text("group")}/{call.Op}", $"{line.Text("id")} step {index}", call, CallExclusions.All, () =>
            {
                application.At(call.At);
                if (call.Op == "authrep") application.AuthRep(call.Usage, expected);
                if (call.Op == "authorize") application.Authorize(call.Usage, expected);
                foreach (var (usage, at) in call.Transactions) application.Report(usage, at);
                application.CompareCounters(line.GetProperty("counters_shown"), expected.GetProperty("counters_after"));
                met = true;
            });
            if (met) continue;
            application = new ObservedApplication(line, call.At);
            application.Seed(expected.GetProperty("counters_after"));
        }
    }
}
