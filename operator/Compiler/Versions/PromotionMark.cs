using System.Globalization;

namespace Headgate.Compiler.Versions;

/// <summary>
/// Says of a version that it was promoted. The latest mark tells which version production serves: later is what a later leadership wrote, and what
/// one leadership wrote later. So a leader that was paused cannot bring back what it once wanted.
/// </summary>
/// <param name="Epoch">Number of the leadership.</param>
/// <param name="At">When, in milliseconds.</param>
public readonly record struct PromotionMark(long Epoch, DateTimeOffset At)
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const char Separator = ' ';

    /// <summary>The mark of a version that is promoted now: later than all there are, whatever clocks say.</summary>
    /// <param name="epoch">Number of the leadership; 0 without one.</param>
    /// <param name="now">The time.</param>
    /// <param name="history">The versions there are.</param>
    public static PromotionMark Next(long epoch, DateTimeOffset now, VersionHistory history)
    {
        var last = history.Production?.Promoted ?? default;
        var after = last.At.AddMilliseconds(1);
        return new PromotionMark(Math.Max(epoch, last.Epoch), now > after ? now : after);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static PromotionMark? Read(string? text) =>
        text?.Split(Separator) is [var at, var epoch]
        && DateTimeOffset.TryParseExact(at, Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
        && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new PromotionMark(number, time)
            : null;

    /// <summary>Time and epoch: <c>2026-11-24T12:00:00.000Z 7</c>.</summary>
    public override string ToString() => At.ToUniversalTime().ToString(Form, CultureInfo.InvariantCulture) + Separator + Epoch.ToString(CultureInfo.InvariantCulture);
}
