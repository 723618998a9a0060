using System.Security.Cryptography;
using System.Text;

namespace Headgate.Configuration;

/// <summary>How a consumer's key becomes the digest that is published. Keys are long random strings, so a fast hash is right (NIST SP 800-63B §5.1.2).</summary>
public static class KeyHash
{
    /// <summary>Length of a digest in bytes.</summary>
    public const int Length = HMACSHA256.HashSizeInBytes;

    private const int StackLimit = 512;

    /// <summary>Writes HMAC-SHA-256(<paramref name="pepper"/>, UTF-8 of <paramref name="key"/>) to <paramref name="digest"/>.</summary>
    /// <param name="pepper">The pepper's bytes.</param>
    /// <param name="key">The key as the caller sent it, after decoding.</param>
    /// <param name="digest">At least <see cref="Length"/> bytes.</param>
    public static void Compute(ReadOnlySpan<byte> pepper, ReadOnlySpan<char> key, Span<byte> digest)
    {
        var most = Encoding.UTF8.GetMaxByteCount(key.Length);
        Span<byte> bytes = most <= StackLimit ? stackalloc byte[StackLimit] : new byte[most];
        var written = Encoding.UTF8.GetBytes(key, bytes);
        HMACSHA256.HashData(pepper, bytes[..written], digest);
    }

    /// <summary>The digest in Base64, as <see cref="KeyDigest.Digest"/> holds it.</summary>
    public static string Compute(Pepper pepper, string key)
    {
        Span<byte> digest = stackalloc byte[Length];
        Compute(Convert.FromBase64String(pepper.Value), key, digest);
        return Convert.ToBase64String(digest);
    }
}
