using System.Text.Json;
using Headgate.Configuration;

namespace Headgate.Limits.Tests.Vectors;

/// <summary>
/// Windows as the peer system was seen to cut them. Its eternity runs from 1970 to 9999, stand-ins for a window that never began and never
/// ends: ours is compared by what it means (it holds every instant, has no neighbours and no reset).
/// </summary>
public sealed class PeriodVectorTests(ITestOutputHelper output)
{
    private static readonly Exclusion<JsonElement>[] Exclusions =
    [
        new("second", "README: what always has one: periods (but second); SEMANTICS §4: periods begin with the minute",
            line => line.Text("granularity") == "second"),
    ];

    [Fact]
    public void Observed_windows_are_met()
    {
        var tally = new Tally(output);
        foreach (var line in ObservedLines.Of("periods.jsonl"))
            tally.Judge(line.Text("granularity"), line.Text("id"), line, Exclusions, () => Compare(line));
        tally.AssertAllMet();
    }

    private static void Compare(JsonElement line)
    {
        var period = Enum.Parse<Period>(line.Text("granularity"), ignoreCase: true);
        var instant = line.GetProperty("timestamp").GetDateTimeOffset();
        var expected = line.GetProperty("expected");
        var window = CalendarWindow.Of(period, instant);

        Assert.True(expected.GetProperty("contains_timestamp").GetBoolean());
        Assert.True(window.Start <= instant);
        Assert.False(expected.GetProperty("contains_end").GetBoolean());
        if (period == Period.Eternity)
        {
            Assert.Null(window.End);
            Assert.Null(expected.Find("previous_start"));
            Assert.Null(expected.Find("next_start"));
        }
        else
        {
            var end = window.End!.Value;
            Assert.Equal(expected.GetProperty("start").GetDateTimeOffset(), window.Start);
            Assert.Equal(expected.GetProperty("end").GetDateTimeOffset(), end);
            Assert.Equal(expected.GetProperty("remaining").GetDecimal(), (end - instant).Ticks / (decimal)TimeSpan.TicksPerSecond);
            Assert.Equal(expected.GetProperty("previous_start").GetDateTimeOffset(), CalendarWindow.Of(period, window.Start.AddTicks(-1)).Start);
            Assert.Equal(expected.GetProperty("next_start").GetDateTimeOffset(), CalendarWindow.Of(period, end).Start);
        }
        Assert.Equal(expected.GetProperty("limit_reset_seconds").GetInt64(), window.SecondsUntilEnd(instant) ?? -1);
    }
}
