using System.Text;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>Reads the entries of a Secret as text.</summary>
public static class SecretEntries
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Names of all entries, in ordinal order.</summary>
    public static IEnumerable<string> Names(Secret secret) =>
        (secret.Data?.Keys ?? []).Union(secret.StringData?.Keys ?? [], StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The entry, or null when it is absent or not UTF-8. <c>stringData</c> wins, as in the API server.</summary>
    public static string? Text(Secret secret, string entry)
    {
        if (secret.StringData?.TryGetValue(entry, out var text) == true) return text;
        if (secret.Data?.TryGetValue(entry, out var bytes) != true) return null;
        try
        {
            return Strict.GetString(bytes!);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
