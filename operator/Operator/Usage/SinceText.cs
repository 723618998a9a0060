using System.Globalization;

namespace Headgate.Operator.Usage;

/// <summary>The beginning of a range: an instant, or a time back from now.</summary>
/// <param name="Instant">The instant; null for a time back.</param>
/// <param name="Back">The time back.</param>
internal sealed record SinceText(DateTimeOffset? Instant, TimeSpan Back)
{
    /// <summary>What may be written.</summary>
    public const string Forms = "30m, 24h, 7d, 8w, a date such as 2026-11-01, or an instant such as 2026-11-01T12:00:00Z";

    private static readonly string[] Instants = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    /// <summary>Reads one; null when it is none. Dates and instants without an offset are UTC.</summary>
    public static SinceText? TryParse(string text)
    {
        if (DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant))
            return new SinceText(instant, default);
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 100_000) return null;
        TimeSpan? unit = text[^1] switch
        {
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(7),
            _ => null,
        };
        return unit is { } one ? new SinceText(null, number * one) : null;
    }

    /// <summary>The instant.</summary>
    public DateTimeOffset At(DateTimeOffset now) => Instant ?? now - Back;
}
