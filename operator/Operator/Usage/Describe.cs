using System.Globalization;
using Headgate.Configuration;

namespace Headgate.Operator.Usage;

/// <summary>Puts windows into words.</summary>
internal static class Describe
{
    /// <summary>An instant, UTC, to the second.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A window by its beginning, as short as the period allows.</summary>
    public static string Window(Period period, DateTimeOffset start) => period == Period.Eternity ? "ever" : start.UtcDateTime.ToString(
        period switch
        {
            Period.Minute or Period.Hour => "yyyy-MM-dd HH:mm",
            Period.Month => "yyyy-MM",
            Period.Year => "yyyy",
            _ => "yyyy-MM-dd",
        }, CultureInfo.InvariantCulture);

    /// <summary>A period as the command line spells it.</summary>
    public static string Name(Period period) => period.ToString().ToLowerInvariant();

    /// <summary>Text of Redis, which anybody may have written, without what a terminal would obey.</summary>
    public static string Plain(string text) => string.Concat(text.Select(character => char.IsControl(character) ? '?' : character));
}
