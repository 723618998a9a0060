using Headgate.Compiler.Versions;

namespace Headgate.Compiler.Tests;

/// <summary>The latest mark tells what production serves.</summary>
public class PromotionMarkTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_later_leadership_wins_whatever_clocks_say()
    {
        var history = HistoryOf(new PromotionMark(2, Noon), new PromotionMark(1, Noon.AddHours(1)));
        Assert.Equal(1, history.Production!.Number);
    }

    [Fact]
    public void The_next_mark_is_later_than_all_there_are()
    {
        var history = HistoryOf(new PromotionMark(7, Noon));
        Assert.Equal(new PromotionMark(7, Noon.AddMilliseconds(1)), PromotionMark.Next(0, Noon.AddHours(-1), history));
        Assert.Equal(new PromotionMark(8, Noon.AddHours(1)), PromotionMark.Next(8, Noon.AddHours(1), history));
    }

    [Theory]
    [InlineData("2026-11-26T12:00:00.000Z 7", true)]
    [InlineData("2026-11-26T12:00:00Z 7", false)]
    [InlineData("2026-11-26T12:00:00.000Z", false)]
    [InlineData("2026-11-26T12:00:00.000Z -7", false)]
    [InlineData("yes", false)]
    [InlineData(null, false)]
    public void What_nobody_wrote_is_no_mark(string? text, bool isOne) =>
        Assert.Equal(isOne ? text : null, PromotionMark.Read(text)?.ToString());

    private static VersionHistory HistoryOf(params PromotionMark[] marks) =>
        new(marks.Index().Select(mark => new ProductVersion(mark.Index + 1, $"{mark.Index}", null) { Promoted = mark.Item }));
}
