using System.Text;
using Headgate.Compiler;
using Headgate.Resources;

namespace Headgate.Operator.Local;

/// <summary>An Application's credentials as a person would type them, for trying things on one's own machine.</summary>
/// <param name="Text">For the page.</param>
/// <param name="Curl">As arguments of curl.</param>
/// <param name="WrongCurl">The same with a key that nobody has.</param>
/// <param name="Query">As query parameters, where the Product reads only those; else empty.</param>
/// <param name="WrongQuery">The same with a key that nobody has.</param>
internal sealed record SampleCredentials(string Text, string Curl, string WrongCurl, string Query, string WrongQuery)
{
    private const string WrongKey = "wrong-key";

    /// <summary>The first credentials of an Application; null when its Secret holds none.</summary>
    public static SampleCredentials? Of(Product product, string application, ResourceSnapshot snapshot)
    {
        var item = snapshot.Applications.First(candidate => candidate.FullName == application);
        var secretName = $"{item.Metadata.Namespace}/{item.Spec.Credentials?.SecretRef.Name ?? GeneratedSecret.NameFor(item)}";
        if (snapshot.Secrets.FirstOrDefault(candidate => candidate.FullName == secretName) is not { } secret) return null;
        if (product.Spec.Authentication.UserKey is { } userKey && Entry(secret, "user_key") is { } key)
        {
            return Build(userKey.In, [(userKey.Name, key)], [(userKey.Name, WrongKey)], $"{key}:");
        }
        if (product.Spec.Authentication.AppIdAndKey is { } pair && (item.Spec.AppId ?? Entry(secret, "app_id")) is { } id && Entry(secret, "app_key") is { } appKey)
        {
            return Build(pair.In, [(pair.IdName, id), (pair.KeyName, appKey)], [(pair.IdName, id), (pair.KeyName, WrongKey)], $"{id}:{appKey}");
        }
        return null;
    }

    private static SampleCredentials Build(
        IReadOnlyList<CredentialPlace> places, (string Name, string Value)[] right, (string Name, string Value)[] wrong, string basic)
    {
        var text = string.Join("  ", right.Select(entry => $"{entry.Name}: {entry.Value}"));
        if (places.Contains(CredentialPlace.Header)) return new(text, Headers(right), Headers(wrong), "", "");
        if (places.Contains(CredentialPlace.Query)) return new(text, "", "", Parameters(right), Parameters(wrong));
        return new(text, $"-u '{basic}' ", $"-u '{WrongKey}:' ", "", "");
    }

    private static string Headers(IEnumerable<(string Name, string Value)> entries) => string.Concat(entries.Select(entry => $"-H '{entry.Name}: {entry.Value}' "));

    private static string Parameters(IEnumerable<(string Name, string Value)> entries) =>
        string.Join('&', entries.Select(entry => $"{Uri.EscapeDataString(entry.Name)}={Uri.EscapeDataString(entry.Value)}"));

    private static string? Entry(Secret secret, string prefix)
    {
        var text = secret.StringData?.Where(entry => Fits(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value).FirstOrDefault();
        return text ?? secret.Data?.Where(entry => Fits(entry.Key)).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => Encoding.UTF8.GetString(entry.Value)).FirstOrDefault();

        bool Fits(string name) => name == prefix || name.StartsWith(prefix + ".", StringComparison.Ordinal);
    }
}
