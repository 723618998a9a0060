using Headgate.Configuration;
using Headgate.Configuration.Paths;
using Microsoft.Net.Http.Headers;

namespace Headgate.Gateway.Credentials;

/// <summary>
/// Keeps the credentials of a Product's callers from its upstream: whatever <see cref="CredentialReader"/> would have read is removed,
/// under every spelling. Made once for each Product; safe to use from many requests at once.
/// </summary>
public sealed class CredentialRemover
{
    private const int StackLimit = 512;

    private readonly CredentialParameter[] _parameters;
    private readonly CredentialHeader[] _headers;

    /// <summary>A remover of the credentials that a Product asks for.</summary>
    /// <exception cref="ArgumentException">Not exactly one of userKey and appIdAndKey is set.</exception>
    public CredentialRemover(Authentication authentication)
    {
        var names = CredentialNames.Of(authentication);
        var headers = new List<string>();
        if (names.Places.Contains(CredentialPlace.Header)) headers.AddRange(names.All);
        if (names.Places.Contains(CredentialPlace.Authorization)) headers.Add(HeaderNames.Authorization);
        _headers = [.. headers.Select(name => new CredentialHeader(name))];
        _parameters = names.Places.Contains(CredentialPlace.Query) ? [.. names.All.Select(name => new CredentialParameter(name))] : [];
    }

    /// <summary>Whether a request header of this name must not be forwarded. Allocates nothing.</summary>
    public bool IsCredentialHeader(string name)
    {
        foreach (var header in _headers)
            if (header.Matches(name)) return true;
        return false;
    }

    /// <summary>
    /// The query without its credentials, with or without a value; the very same string if there are none. Other parameters stay as they
    /// were written and in their order; where something was removed, no <c>&amp;</c> is left at either end.
    /// </summary>
    /// <param name="rawQuery">What follows the first <c>?</c> of the request's target, as it was sent.</param>
    /// <returns>The query; if it is empty, the <c>?</c> goes too.</returns>
    public string RemoveFromQuery(string rawQuery)
    {
        if (_parameters.Length == 0) return rawQuery;

        var kept = rawQuery.Length <= StackLimit ? stackalloc char[StackLimit] : new char[rawQuery.Length];
        var length = 0;
        var copied = 0;
        var parameters = new QueryReader(rawQuery);
        while (parameters.Next())
        {
            if (!IsCredentialParameter(parameters.Name)) continue;
            var before = rawQuery.AsSpan(copied..parameters.Parameter.Start.Value);
            before.CopyTo(kept[length..]);
            length += before.Length;
            // The separator that follows goes with the parameter.
            copied = Math.Min(parameters.Parameter.End.Value + 1, rawQuery.Length);
        }
        if (copied == 0) return rawQuery;

        var after = rawQuery.AsSpan(copied);
        after.CopyTo(kept[length..]);
        return kept[..(length + after.Length)].Trim('&').ToString();
    }

    private bool IsCredentialParameter(ReadOnlySpan<char> rawName)
    {
        foreach (var parameter in _parameters)
            if (parameter.Matches(rawName)) return true;
        return false;
    }
}
