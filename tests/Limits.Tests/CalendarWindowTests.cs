using System.Globalization;
using Headgate.Configuration;

namespace Headgate.Limits.Tests;

/// <summary>Each line: a period, an instant, and the window that holds it; <c>-</c> where it has no end.</summary>
public sealed class CalendarWindowTests
{
    [Theory]
    [InlineData(Period.Minute, "2024-05-15T10:20:30", "2024-05-15T10:20", "2024-05-15T10:21")]
    [InlineData(Period.Minute, "2024-05-15T10:20:00", "2024-05-15T10:20", "2024-05-15T10:21")]
    [InlineData(Period.Minute, "2024-05-15T10:20:59.9999999", "2024-05-15T10:20", "2024-05-15T10:21")]
    [InlineData(Period.Minute, "2024-12-31T23:59:59", "2024-12-31T23:59", "2025-01-01T00:00")]
    [InlineData(Period.Minute, "2024-02-28T23:59:30", "2024-02-28T23:59", "2024-02-29T00:00")]
    [InlineData(Period.Minute, "2023-02-28T23:59:30", "2023-02-28T23:59", "2023-03-01T00:00")]
    [InlineData(Period.Minute, "1969-12-31T23:59:59", "1969-12-31T23:59", "1970-01-01T00:00")]
    [InlineData(Period.Minute, "2016-12-31T23:59:59", "2016-12-31T23:59", "2017-01-01T00:00")]
    [InlineData(Period.Minute, "0001-01-01T00:00:00", "0001-01-01T00:00", "0001-01-01T00:01")]
    [InlineData(Period.Minute, "9999-12-31T23:58:59", "9999-12-31T23:58", "9999-12-31T23:59")]
    [InlineData(Period.Minute, "9999-12-31T23:59:59.9999999", "9999-12-31T23:59", "-")]
    [InlineData(Period.Hour, "2024-05-15T10:20:30", "2024-05-15T10:00", "2024-05-15T11:00")]
    [InlineData(Period.Hour, "2024-05-15T10:59:59.9999999", "2024-05-15T10:00", "2024-05-15T11:00")]
    [InlineData(Period.Hour, "2024-05-15T11:00:00", "2024-05-15T11:00", "2024-05-15T12:00")]
    [InlineData(Period.Hour, "2024-02-29T23:30:00", "2024-02-29T23:00", "2024-03-01T00:00")]
    [InlineData(Period.Hour, "2024-03-31T01:30:00", "2024-03-31T01:00", "2024-03-31T02:00")]
    [InlineData(Period.Hour, "2024-10-27T01:30:00", "2024-10-27T01:00", "2024-10-27T02:00")]
    [InlineData(Period.Hour, "0001-01-01T00:59:59", "0001-01-01T00:00", "0001-01-01T01:00")]
    [InlineData(Period.Hour, "9999-12-31T23:00:00", "9999-12-31T23:00", "-")]
    [InlineData(Period.Day, "2024-05-15T10:20:30", "2024-05-15T00:00", "2024-05-16T00:00")]
    [InlineData(Period.Day, "2024-02-28T12:00:00", "2024-02-28T00:00", "2024-02-29T00:00")]
    [InlineData(Period.Day, "2024-02-29T00:00:00", "2024-02-29T00:00", "2024-03-01T00:00")]
    [InlineData(Period.Day, "2024-02-29T23:59:59.9999999", "2024-02-29T00:00", "2024-03-01T00:00")]
    [InlineData(Period.Day, "2023-02-28T23:59:59", "2023-02-28T00:00", "2023-03-01T00:00")]
    [InlineData(Period.Day, "1900-02-28T00:00:00", "1900-02-28T00:00", "1900-03-01T00:00")]
    [InlineData(Period.Day, "2000-02-28T00:00:00", "2000-02-28T00:00", "2000-02-29T00:00")]
    [InlineData(Period.Day, "2024-12-31T00:00:00", "2024-12-31T00:00", "2025-01-01T00:00")]
    [InlineData(Period.Day, "0001-01-01T00:00:00", "0001-01-01T00:00", "0001-01-02T00:00")]
    [InlineData(Period.Day, "9999-12-30T23:59:59", "9999-12-30T00:00", "9999-12-31T00:00")]
    [InlineData(Period.Day, "9999-12-31T00:00:00", "9999-12-31T00:00", "-")]
    [InlineData(Period.Week, "2024-05-15T10:20:30", "2024-05-13T00:00", "2024-05-20T00:00")]
    [InlineData(Period.Week, "2024-05-13T00:00:00", "2024-05-13T00:00", "2024-05-20T00:00")]
    [InlineData(Period.Week, "2024-05-12T23:59:59.9999999", "2024-05-06T00:00", "2024-05-13T00:00")]
    [InlineData(Period.Week, "2024-12-31T12:00:00", "2024-12-30T00:00", "2025-01-06T00:00")]
    [InlineData(Period.Week, "2025-01-01T00:00:00", "2024-12-30T00:00", "2025-01-06T00:00")]
    [InlineData(Period.Week, "2023-01-01T00:00:00", "2022-12-26T00:00", "2023-01-02T00:00")]
    [InlineData(Period.Week, "2020-12-31T23:59:59", "2020-12-28T00:00", "2021-01-04T00:00")]
    [InlineData(Period.Week, "2021-01-03T23:59:59", "2020-12-28T00:00", "2021-01-04T00:00")]
    [InlineData(Period.Week, "2018-01-01T00:00:00", "2018-01-01T00:00", "2018-01-08T00:00")]
    [InlineData(Period.Week, "2024-02-29T00:00:00", "2024-02-26T00:00", "2024-03-04T00:00")]
    [InlineData(Period.Week, "2000-01-01T00:00:00", "1999-12-27T00:00", "2000-01-03T00:00")]
    [InlineData(Period.Week, "1970-01-01T00:00:00", "1969-12-29T00:00", "1970-01-05T00:00")]
    [InlineData(Period.Week, "0001-01-07T23:59:59", "0001-01-01T00:00", "0001-01-08T00:00")]
    [InlineData(Period.Week, "9999-12-26T23:59:59", "9999-12-20T00:00", "9999-12-27T00:00")]
    [InlineData(Period.Week, "9999-12-27T00:00:00", "9999-12-27T00:00", "-")]
    [InlineData(Period.Month, "2024-05-15T10:20:30", "2024-05-01T00:00", "2024-06-01T00:00")]
    [InlineData(Period.Month, "2024-01-31T23:59:59", "2024-01-01T00:00", "2024-02-01T00:00")]
    [InlineData(Period.Month, "2024-02-29T23:59:59.9999999", "2024-02-01T00:00", "2024-03-01T00:00")]
    [InlineData(Period.Month, "2023-02-28T23:59:59", "2023-02-01T00:00", "2023-03-01T00:00")]
    [InlineData(Period.Month, "2100-02-28T23:59:59", "2100-02-01T00:00", "2100-03-01T00:00")]
    [InlineData(Period.Month, "2024-03-01T00:00:00", "2024-03-01T00:00", "2024-04-01T00:00")]
    [InlineData(Period.Month, "2024-04-30T23:59:59", "2024-04-01T00:00", "2024-05-01T00:00")]
    [InlineData(Period.Month, "2024-07-31T00:00:00", "2024-07-01T00:00", "2024-08-01T00:00")]
    [InlineData(Period.Month, "2024-08-31T00:00:00", "2024-08-01T00:00", "2024-09-01T00:00")]
    [InlineData(Period.Month, "2024-12-31T23:59:59", "2024-12-01T00:00", "2025-01-01T00:00")]
    [InlineData(Period.Month, "0001-01-31T00:00:00", "0001-01-01T00:00", "0001-02-01T00:00")]
    [InlineData(Period.Month, "9999-11-30T23:59:59", "9999-11-01T00:00", "9999-12-01T00:00")]
    [InlineData(Period.Month, "9999-12-01T00:00:00", "9999-12-01T00:00", "-")]
    [InlineData(Period.Year, "2024-05-15T10:20:30", "2024-01-01T00:00", "2025-01-01T00:00")]
    [InlineData(Period.Year, "2024-02-29T00:00:00", "2024-01-01T00:00", "2025-01-01T00:00")]
    [InlineData(Period.Year, "2023-12-31T23:59:59.9999999", "2023-01-01T00:00", "2024-01-01T00:00")]
    [InlineData(Period.Year, "2024-01-01T00:00:00", "2024-01-01T00:00", "2025-01-01T00:00")]
    [InlineData(Period.Year, "1900-12-31T00:00:00", "1900-01-01T00:00", "1901-01-01T00:00")]
    [InlineData(Period.Year, "0001-12-31T23:59:59", "0001-01-01T00:00", "0002-01-01T00:00")]
    [InlineData(Period.Year, "9998-12-31T23:59:59", "9998-01-01T00:00", "9999-01-01T00:00")]
    [InlineData(Period.Year, "9999-01-01T00:00:00", "9999-01-01T00:00", "-")]
    [InlineData(Period.Eternity, "2024-05-15T10:20:30", "0001-01-01T00:00", "-")]
    [InlineData(Period.Eternity, "0001-01-01T00:00:00", "0001-01-01T00:00", "-")]
    [InlineData(Period.Eternity, "9999-12-31T23:59:59.9999999", "0001-01-01T00:00", "-")]
    public void An_instant_lies_in_its_window(Period period, string instant, string start, string end)
    {
        var at = Parse(instant);
        var window = CalendarWindow.Of(period, at);
        Assert.Equal(Parse(start), window.Start);
        Assert.Equal(end == "-" ? null : Parse(end), window.End);
        Assert.Equal(window.Start.UtcTicks, CalendarWindow.StartTicks(period, at.UtcTicks));
        Assert.Equal(window, CalendarWindow.Of(period, window.Start));
        if (window.End is not { } next) return;
        Assert.Equal(window, CalendarWindow.Of(period, next.AddTicks(-1)));
        Assert.Equal(next, CalendarWindow.Of(period, next).Start);
    }

    [Theory]
    [InlineData(Period.Day, "2024-05-15T23:30:00-02:00", "2024-05-16T00:00")]
    [InlineData(Period.Day, "2024-05-15T01:30:00+02:00", "2024-05-14T00:00")]
    [InlineData(Period.Month, "2024-03-01T05:00:00+09:00", "2024-02-01T00:00")]
    [InlineData(Period.Year, "2025-01-01T00:30:00+01:00", "2024-01-01T00:00")]
    [InlineData(Period.Hour, "2024-05-15T10:45:00+05:30", "2024-05-15T05:00")]
    public void Windows_are_those_of_UTC(Period period, string instant, string start)
    {
        var window = CalendarWindow.Of(period, Parse(instant));
        Assert.Equal((Parse(start), TimeSpan.Zero), (window.Start, window.Start.Offset));
    }

    [Theory]
    [InlineData("2024-05-15T10:20:00", 60), InlineData("2024-05-15T10:20:00.0000001", 60), InlineData("2024-05-15T10:20:01", 59)]
    [InlineData("2024-05-15T10:20:58.9999999", 2), InlineData("2024-05-15T10:20:59", 1), InlineData("2024-05-15T10:20:59.9999999", 1)]
    public void Seconds_to_the_end_are_rounded_up(string instant, long seconds) =>
        Assert.Equal(seconds, CalendarWindow.Of(Period.Minute, Parse(instant)).SecondsUntilEnd(Parse(instant)));

    [Fact]
    public void Eternity_and_the_last_window_of_the_calendar_have_no_seconds_to_the_end()
    {
        Assert.Null(CalendarWindow.Of(Period.Eternity, Parse("2024-05-15T10:20:00")).SecondsUntilEnd(Parse("2024-05-15T10:20:00")));
        Assert.Null(CalendarWindow.Of(Period.Year, DateTimeOffset.MaxValue).SecondsUntilEnd(DateTimeOffset.MaxValue));
    }

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
