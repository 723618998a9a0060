using System.Globalization;
using System.Text;

namespace Headgate.Limits;

/// <summary>
/// The <c>RateLimit-Policy</c> and <c>RateLimit</c> fields (draft-ietf-httpapi-ratelimit-headers-11, structured fields of RFC 9651), and
/// <c>Retry-After</c> (RFC 9110 §10.2.3), from an answered <see cref="ReserveRequest"/>.
/// </summary>
public static class RateLimitFields
{
    /// <summary>Most policies that are told of.</summary>
    public const int MostPolicies = 8;

    // The largest integer of a structured field (RFC 9651 §3.3.1).
    private const long MostInteger = 999_999_999_999_999;

    /// <summary>The policies that hold for the call, those closest to exhaustion first; null without any.</summary>
    public static string? Policy(ReadOnlySpan<Claim> claims, DateTimeOffset now) => Write(claims, now, static (text, claim, window) =>
    {
        text.Append(CultureInfo.InvariantCulture, $";q={claim.Max}");
        if (window.End is { } end) text.Append(CultureInfo.InvariantCulture, $";w={(end - window.Start).Ticks / TimeSpan.TicksPerSecond}");
    });

    /// <summary>What is left of them and in how many seconds they begin anew; null without any.</summary>
    public static string? RateLimit(ReadOnlySpan<Claim> claims, DateTimeOffset now) => Write(claims, now, (text, claim, window) =>
    {
        text.Append(CultureInfo.InvariantCulture, $";r={claim.Remaining}");
        if (window.SecondsUntilEnd(now) is { } seconds) text.Append(CultureInfo.InvariantCulture, $";t={seconds}");
    });

    /// <summary>Seconds after which the same call may pass: the latest end of the windows that refused it. Null when one of them never ends.</summary>
    public static long? RetryAfter(ReadOnlySpan<Claim> claims, DateTimeOffset now)
    {
        long latest = 0;
        foreach (ref readonly var claim in claims)
        {
            if (!claim.Exceeded) continue;
            if (CalendarWindow.Of(claim.Period, now).SecondsUntilEnd(now) is not { } seconds) return null;
            latest = Math.Max(latest, seconds);
        }
        return latest > 0 ? latest : null;
    }

    /// <summary>The name of a limit: <c>hits-minute</c>.</summary>
    public static string PolicyName(in Claim claim) => $"{claim.Metric}-{claim.Period.ToString().ToLowerInvariant()}";

    private static string? Write(ReadOnlySpan<Claim> claims, DateTimeOffset now, Action<StringBuilder, Claim, CalendarWindow> write)
    {
        StringBuilder? text = null;
        foreach (var claim in Told(claims))
        {
            text = text is null ? new StringBuilder() : text.Append(", ");
            // A metric's name is letters, digits, '-', '_' and '.', none of which a String of a structured field escapes.
            text.Append('"').Append(PolicyName(claim)).Append('"');
            write(text, claim, CalendarWindow.Of(claim.Period, now));
        }
        return text?.ToString();
    }

    private static IReadOnlyList<Claim> Told(ReadOnlySpan<Claim> claims)
    {
        var told = new List<Claim>(claims.Length);
        foreach (ref readonly var claim in claims)
        {
            if (claim.Enforced && claim.Max <= MostInteger) told.Add(claim);
        }
        return told.Count <= 1 ? told : [.. told.OrderBy(claim => claim.Max == 0 ? 0 : (double)claim.Remaining / claim.Max).Take(MostPolicies)];
    }
}
