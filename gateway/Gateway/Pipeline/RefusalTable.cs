using System.Text;
using Headgate.Configuration;

namespace Headgate.Gateway.Pipeline;

/// <summary>How one Product answers its refusals.</summary>
public sealed class RefusalTable
{
    private readonly Dictionary<RefusalKind, Replacement> _replacements;

    /// <summary>Prepares the answers that the Product replaces, and its challenge.</summary>
    public RefusalTable(ProductProxy proxy)
    {
        _replacements = proxy.Responses.ToDictionary(
            response => response.Kind,
            response => new Replacement(response.Status, response.ContentType, response.Body is { } body ? Encoding.UTF8.GetBytes(body) : null));
        Challenge = ChallengeOf(proxy);
    }

    /// <summary>The <c>WWW-Authenticate</c> of answers with status 401 (RFC 9110 §11.6.1).</summary>
    public string Challenge { get; }

    /// <summary>The status this Product answers a refusal with.</summary>
    public int StatusOf(Reason reason)
    {
        var answer = RefusalAnswer.Of(reason);
        return Find(answer.Kind)?.Status ?? answer.Status;
    }

    internal Replacement? Find(RefusalKind? kind) => kind is { } known ? _replacements.GetValueOrDefault(known) : null;

    private static string ChallengeOf(ProductProxy proxy)
    {
        var realm = $"realm=\"{proxy.Product}\"";
        var (places, pair) = proxy.Authentication switch
        {
            { UserKey: { } userKey } => (userKey.In, false),
            { AppIdAndKey: { } idAndKey } => (idAndKey.In, true),
            _ => ([], false),
        };
        if (places.Contains(CredentialPlace.Authorization)) return pair ? $"Basic {realm}" : $"Basic {realm}, Bearer {realm}";
        // No registered scheme describes a key in a header or query of its own; a challenge is required all the same.
        return $"ApiKey {realm}";
    }

    /// <summary>An answer as the Product wants it; what is null keeps its default.</summary>
    internal sealed record Replacement(int? Status, string? ContentType, byte[]? Body);
}
