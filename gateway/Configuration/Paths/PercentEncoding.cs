using System.Buffers;

namespace Headgate.Configuration.Paths;

/// <summary>
/// Percent-decoding of query names and values (RFC 3986 §2.1). <c>+</c> stays <c>+</c>: it means a space only in form bodies. An escape
/// that is broken, or that is not valid UTF-8, stays as it is written, since a query is forwarded as it came.
/// </summary>
public static class PercentEncoding
{
    private const int StackLimit = 256;

    /// <summary>Whether decoding would change the text.</summary>
    public static bool HasEscapes(ReadOnlySpan<char> text) => text.Contains('%');

    /// <summary>The decoded text.</summary>
    public static string Decode(ReadOnlySpan<char> text) => HasEscapes(text) ? Uri.UnescapeDataString(text) : text.ToString();

    /// <summary>Whether the raw text decodes to the given one. Allocates nothing for texts of usual length.</summary>
    public static bool DecodesTo(ReadOnlySpan<char> raw, ReadOnlySpan<char> decoded, StringComparison comparison = StringComparison.Ordinal)
    {
        if (!HasEscapes(raw)) return raw.Equals(decoded, comparison);
        var rented = raw.Length > StackLimit ? ArrayPool<char>.Shared.Rent(raw.Length) : null;
        Span<char> buffer = rented ?? stackalloc char[StackLimit];
        var decodable = Uri.TryUnescapeDataString(raw, buffer, out var written);
        var equal = decodable && ((ReadOnlySpan<char>)buffer[..written]).Equals(decoded, comparison);
        if (rented is not null) ArrayPool<char>.Shared.Return(rented, clearArray: true);
        return equal;
    }
}
