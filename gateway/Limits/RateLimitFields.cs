using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using Headgate.Configuration;

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

    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly string[] PeriodNames = [.. Enum.GetNames<Period>().Select(name => name.ToLowerInvariant())];

    /// <summary>The policies that hold for the call, those closest to exhaustion first; null without any.</summary>
    public static string? Policy(ReadOnlySpan<Claim> claims, DateTimeOffset now) => Write(claims, now, isPolicy: true);

    /// <summary>What is left of them and in how many seconds they begin anew; null without any.</summary>
    public static string? RateLimit(ReadOnlySpan<Claim> claims, DateTimeOffset now) => Write(claims, now, isPolicy: false);

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
    public static string PolicyName(in Claim claim) => $"{claim.Metric}-{PeriodNames[(int)claim.Period]}";

    private static string? Write(ReadOnlySpan<Claim> claims, DateTimeOffset now, bool isPolicy)
    {
        Span<int> closest = stackalloc int[MostPolicies];
        var told = closest[..Closest(claims, closest)];
        if (told.IsEmpty) return null;
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[256]);
        foreach (var index in told)
        {
            ref readonly var claim = ref claims[index];
            var window = CalendarWindow.Of(claim.Period, now);
            text.AppendLiteral(text.Text.IsEmpty ? "\"" : ", \"");
            AppendEscaped(ref text, claim.Metric);
            text.AppendLiteral("-");
            text.AppendLiteral(PeriodNames[(int)claim.Period]);
            text.AppendLiteral("\"");
            AppendParameter(ref text, isPolicy ? ";q=" : ";r=", isPolicy ? claim.Max : claim.Remaining);
            if (window.SecondsUntilEnd(isPolicy ? window.Start : now) is { } seconds) AppendParameter(ref text, isPolicy ? ";w=" : ";t=", seconds);
        }
        return text.ToStringAndClear();
    }

    /// <summary>Fills in which claims are told of, by the share that is left and then by their order; returns how many.</summary>
    private static int Closest(ReadOnlySpan<Claim> claims, Span<int> closest)
    {
        var count = 0;
        for (var index = 0; index < claims.Length; index++)
        {
            if (!claims[index].Enforced || claims[index].Max > MostInteger) continue;
            var place = count;
            while (place > 0 && IsCloser(claims[index], claims[closest[place - 1]])) place--;
            if (place == closest.Length) continue;
            count = Math.Min(count + 1, closest.Length);
            closest[place..(count - 1)].CopyTo(closest[(place + 1)..]);
            closest[place] = index;
        }
        return count;
    }

    // The shares remaining / max, multiplied out so that equal ones are equal. A limit of 0 is exhausted.
    private static bool IsCloser(in Claim left, in Claim right) =>
        (UInt128)left.Remaining * (ulong)Math.Max(1, right.Max) < (UInt128)right.Remaining * (ulong)Math.Max(1, left.Max);

    private static void AppendParameter(ref DefaultInterpolatedStringHandler text, string name, long value)
    {
        text.AppendLiteral(name);
        text.AppendFormatted(value);
    }

    /// <summary>
    /// The content of a String (RFC 9651 §3.3.3). A metric's name needs none of this, but a file can hold anything, and a control
    /// character must not end the field: what is not printable ASCII becomes percent-encoded UTF-8.
    /// </summary>
    private static void AppendEscaped(ref DefaultInterpolatedStringHandler text, string value)
    {
        if (!value.AsSpan().ContainsAnyExcept(Plain))
        {
            text.AppendLiteral(value);
            return;
        }
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\') text.AppendLiteral("\\");
            if (rune.Value is >= ' ' and <= '~')
            {
                text.AppendFormatted((char)rune.Value);
                continue;
            }
            foreach (var octet in bytes[..rune.EncodeToUtf8(bytes)])
            {
                text.AppendLiteral("%");
                text.AppendFormatted(octet, "X2");
            }
        }
    }
}
