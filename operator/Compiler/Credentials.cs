using System.Globalization;
using Headgate.Resources;

namespace Headgate.Compiler;

/// <summary>One key of an Application as its Secret holds it.</summary>
/// <param name="Entry">Entry of the Secret.</param>
/// <param name="Value">The key.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record CredentialKey(string Entry, string Value, DateTimeOffset? ExpiresAt);

/// <summary>An entry that cannot be a key, and why.</summary>
/// <param name="Entry">Entry of the Secret.</param>
/// <param name="Message">What is wrong and what mends it.</param>
internal sealed record RejectedEntry(string Entry, string Message);

/// <summary>Reads the credentials of Applications out of their Secrets.</summary>
internal static class Credentials
{
    /// <summary>Most keys of one Application, expired ones included, so that rotation overlaps and a Secret cannot grow without end.</summary>
    public const int MostKeys = 5;

    /// <summary>The entry that holds the public identifier.</summary>
    public const string AppIdEntry = "app_id";

    private const int MostCharacters = 1024;

    /// <summary>The entry that holds an Application's key; further keys are <c>ENTRY.NAME</c>.</summary>
    public static string KeyEntry(Product product) => product.Spec.Authentication.AppIdAndKey is null ? "user_key" : "app_key";

    /// <summary>The public identifier: the spec's, else the Secret's; null without one.</summary>
    public static string? AppId(Resources.Application application, Secret secret) => application.Spec.AppId ?? SecretEntries.Text(secret, AppIdEntry);

    /// <summary>Whether spec and Secret name different identifiers.</summary>
    public static bool AppIdsDiffer(Resources.Application application, Secret secret) =>
        application.Spec.AppId is { } wanted && SecretEntries.Text(secret, AppIdEntry) is { } held && held != wanted;

    /// <summary>The keys in ordinal order of their entries, and the entries that are none.</summary>
    public static (IReadOnlyList<CredentialKey> Keys, IReadOnlyList<RejectedEntry> Rejected) Read(Product product, Secret secret)
    {
        var entry = KeyEntry(product);
        var keys = new List<CredentialKey>();
        var rejected = new List<RejectedEntry>();
        foreach (var name in SecretEntries.Names(secret).Where(name => name == entry || name.StartsWith(entry + ".", StringComparison.Ordinal)))
        {
            if (Reject(secret, name) is { } reason) rejected.Add(new RejectedEntry(name, reason));
            else if (keys.Count == MostKeys) rejected.Add(new RejectedEntry(name, $"An Application has at most {MostKeys} keys. Remove those that are no longer used."));
            else keys.Add(new CredentialKey(name, SecretEntries.Text(secret, name)!, Expiry(secret, name)));
        }
        return (keys, rejected);
    }

    private static string? Reject(Secret secret, string entry)
    {
        var key = SecretEntries.Text(secret, entry);
        if (key is null) return "It is not UTF-8 text.";
        if (key.Length == 0) return "It is empty.";
        if (key.EndsWith('\n') || key.EndsWith('\r')) return "It ends with a line break, which no caller can send. Write it without one (printf, or echo -n).";
        if (key.Length > MostCharacters) return $"It is longer than {MostCharacters} characters.";
        if (key.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))) return "It has spaces or control characters.";
        return secret.Metadata.Annotations?.ContainsKey(Secret.ExpiresAnnotationPrefix + entry) == true && Expiry(secret, entry) is null
            ? $"The annotation {Secret.ExpiresAnnotationPrefix}{entry} is not a time such as 2030-01-31T12:00:00Z (RFC 3339)."
            : null;
    }

    private static DateTimeOffset? Expiry(Secret secret, string entry) =>
        secret.Metadata.Annotations?.GetValueOrDefault(Secret.ExpiresAnnotationPrefix + entry) is { } text
        && DateTimeOffset.TryParseExact(text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToUniversalTime()
            : null;

    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];
}
