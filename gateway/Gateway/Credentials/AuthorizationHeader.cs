using System.Buffers;
using System.Text;

namespace Headgate.Gateway.Credentials;

/// <summary>
/// Credentials in a line of the <c>Authorization</c> header (RFC 9110 §11.6.2). Scheme names compare without case (RFC 9110 §11.1); any
/// number of spaces may follow. Where the peer system and an RFC disagree about what is read, we read what the peer system reads.
/// </summary>
internal static class AuthorizationHeader
{
    private static readonly SearchValues<char> Base64Digits =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

    /// <summary>
    /// Reads a Basic user and password (RFC 7617), either of which may be empty. False for another scheme, for what is not Base64, and
    /// without a colon. The last colon separates (RFC 7617 §2: the first), so identifiers may have colons and keys may not.
    /// </summary>
    public static bool TryReadBasic(string? line, out ReadOnlyMemory<char> user, out ReadOnlyMemory<char> password)
    {
        user = password = default;
        if (!TryReadScheme(line, "Basic", out var encoded) || Decode(encoded.Span) is not { } decoded) return false;
        var colon = decoded.LastIndexOf(':');
        if (colon < 0) return false;
        user = decoded.AsMemory(0, colon);
        password = decoded.AsMemory(colon + 1);
        return true;
    }

    /// <summary>
    /// Reads a Bearer token (RFC 6750 §2.1): all that follows, perhaps nothing. False for another scheme. Allocates nothing.
    /// </summary>
    public static bool TryReadBearer(string? line, out ReadOnlyMemory<char> token) => TryReadScheme(line, "Bearer", out token);

    private static bool TryReadScheme(string? line, string scheme, out ReadOnlyMemory<char> rest)
    {
        rest = default;
        var value = line.AsMemory();
        // A longer word is another scheme, even if it begins like this one.
        if (!value.Span.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return false;
        if (value.Length > scheme.Length && char.IsAsciiLetterOrDigit(value.Span[scheme.Length])) return false;
        rest = value[scheme.Length..].TrimStart();
        return true;
    }

    /// <summary>
    /// Decodes Base64 (RFC 4648 §4) of UTF-8, or null. As in nginx, padding may be left out and nothing after its beginning is looked at.
    /// Bytes that are not UTF-8 become U+FFFD: a key that is no text is present, and wrong.
    /// </summary>
    private static string? Decode(ReadOnlySpan<char> encoded)
    {
        var padding = encoded.IndexOf('=');
        var digits = padding < 0 ? encoded : encoded[..padding];
        if (digits.Length % 4 == 1 || digits.ContainsAnyExcept(Base64Digits)) return null;
        var padded = string.Concat(digits, "==".AsSpan(0, (4 - digits.Length % 4) % 4));
        return Encoding.UTF8.GetString(Convert.FromBase64String(padded));
    }
}
