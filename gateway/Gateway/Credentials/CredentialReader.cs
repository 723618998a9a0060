using Headgate.Configuration;

namespace Headgate.Gateway.Credentials;

/// <summary>
/// Reads the credentials of a Product's callers from the configured places, and from no others. Made once for each Product; safe to use
/// from many requests at once.
/// </summary>
public sealed class CredentialReader
{
    private readonly CredentialPlace[] _places;
    private readonly bool _hasId;
    private readonly CredentialHeader? _idHeader;
    private readonly CredentialHeader _keyHeader;
    private readonly CredentialParameter? _idParameter;
    private readonly CredentialParameter _keyParameter;

    /// <summary>A reader of the credentials that a Product asks for.</summary>
    /// <exception cref="ArgumentException">Not exactly one of userKey and appIdAndKey is set.</exception>
    public CredentialReader(Authentication authentication)
    {
        var names = CredentialNames.Of(authentication);
        _places = [.. names.Places];
        _keyHeader = new(names.Key);
        _keyParameter = new(names.Key);
        if (names.Id is null) return;
        _hasId = true;
        _idHeader = new(names.Id);
        _idParameter = new(names.Id);
    }

    /// <summary>
    /// Reads the credentials of a request. Each is looked for in every place on its own, so an identifier in a header and a key in the
    /// query go together. A credential that is not there outweighs another that has several values. Allocates nothing, unless a
    /// value must be decoded (query escapes, Basic) or a header's name has more than three separators.
    /// </summary>
    /// <param name="headers">The request's headers.</param>
    /// <param name="rawQuery">What follows the first <c>?</c> of the request's target, as it was sent.</param>
    public PresentedCredentials Read(IHeaderDictionary headers, ReadOnlyMemory<char> rawQuery)
    {
        var id = default(FoundValue);
        var key = default(FoundValue);
        foreach (var place in _places)
        {
            switch (place)
            {
                case CredentialPlace.Header:
                    _idHeader?.Read(headers, ref id);
                    _keyHeader.Read(headers, ref key);
                    break;
                case CredentialPlace.Query:
                    _idParameter?.Read(rawQuery, ref id);
                    _keyParameter.Read(rawQuery, ref key);
                    break;
                case CredentialPlace.Authorization:
                    ReadAuthorization(headers, ref id, ref key);
                    break;
            }
        }
        if (!key.IsPresent || (_hasId && !id.IsPresent)) return PresentedCredentials.Missing;
        if (key.IsConflicting || id.IsConflicting) return PresentedCredentials.Conflicting;
        return new(id.Value, key.Value);
    }

    private void ReadAuthorization(IHeaderDictionary headers, ref FoundValue id, ref FoundValue key)
    {
        var lines = headers.Authorization;
        for (var i = 0; i < lines.Count; i++)
        {
            if (AuthorizationHeader.TryReadBasic(lines[i], out var user, out var password))
            {
                // A Basic value always has a user, if perhaps an empty one, and an empty value is a value: so the password is never
                // taken as the user key.
                if (_hasId) id.Add(user);
                key.Add(_hasId ? password : user);
            }
            else if (!_hasId && AuthorizationHeader.TryReadBearer(lines[i], out var token))
            {
                key.Add(token);
            }
        }
    }
}
