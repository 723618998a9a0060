using System.Globalization;
using Headgate.Resources;

namespace Headgate.Compiler.Versions;

/// <summary>What a text that names a version means.</summary>
/// <param name="Version">The version; null when there is no such, or not only one.</param>
/// <param name="Reason">Why not, one of <see cref="Reasons"/>; empty when there is one.</param>
/// <param name="Problem">The same as a sentence with the fix.</param>
public sealed record VersionChoice(ProductVersion? Version, string Reason, string Problem)
{
    private const int FewestDigits = 8;
    private const int MostDigits = 64;
    private const int Listed = 5;

    /// <summary>Reads a number, or the beginning of a digest.</summary>
    public static VersionChoice Of(string text, VersionHistory history)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && history.All.FirstOrDefault(version => version.Number == number) is { } numbered) return new VersionChoice(numbered, "", "");
        var digest = text.ToLowerInvariant();
        if (digest.Length is < FewestDigits or > MostDigits || !digest.All(char.IsAsciiHexDigit))
        {
            return new VersionChoice(null, Reasons.VersionNotFound, number > 0
                ? $"There is no version {number}. {Known(history)}"
                : $"\"{text}\" names no version. Write its number, or the first {FewestDigits} or more digits of its digest. {Known(history)}");
        }
        var found = history.All.Where(version => version.Digest.StartsWith(digest, StringComparison.Ordinal)).ToList();
        if (found.Select(version => version.Digest).Distinct().Count() > 1)
            return new VersionChoice(null, Reasons.VersionAmbiguous, $"The digests of several versions begin with {digest}. Write more digits. {Known(history)}");
        // Content that came back has several numbers and is the same: what is served stays.
        return found.Count > 0
            ? new VersionChoice(found.FirstOrDefault(version => version == history.Production) ?? found[0], "", "")
            : new VersionChoice(null, Reasons.VersionNotFound, $"There is no version whose digest begins with {digest}. {Known(history)}");
    }

    private static string Known(VersionHistory history) => history.All.Count == 0
        ? "There is no version yet."
        : $"There {(history.All.Count == 1 ? "is" : "are")} {string.Join(", ", history.All.Take(Listed))}{(history.All.Count > Listed ? $" and {history.All.Count - Listed} older" : "")}.";
}
