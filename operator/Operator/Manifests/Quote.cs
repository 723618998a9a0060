using System.Text.Encodings.Web;

namespace Headgate.Operator.Manifests;

/// <summary>Shows a text of a manifest in a message.</summary>
internal static class Quote
{
    private const int MaxLength = 64;

    /// <summary>The text in quotes, on one line, cut where it grows long.</summary>
    public static string Of(string text) => $"\"{Bare(text)}\"";

    /// <summary>The text on one line, cut where it grows long.</summary>
    public static string Bare(string text) => text.Length <= MaxLength ? Encode(text) : Encode(text[..MaxLength]) + "…";

    private static string Encode(string text) => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
}
