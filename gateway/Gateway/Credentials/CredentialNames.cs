using Headgate.Configuration;

namespace Headgate.Gateway.Credentials;

/// <summary>What a Product calls its credentials, and where they may stand.</summary>
/// <param name="Id">Name of the application's identifier, or null where one key identifies and authenticates.</param>
/// <param name="Key">Name of the key.</param>
/// <param name="Places">The places that are read, in this order.</param>
internal sealed record CredentialNames(string? Id, string Key, IReadOnlyList<CredentialPlace> Places)
{
    /// <summary>The names in a Product's configuration.</summary>
    /// <exception cref="ArgumentException">Not exactly one of userKey and appIdAndKey is set.</exception>
    public static CredentialNames Of(Authentication authentication) => authentication switch
    {
        { UserKey: { } userKey, AppIdAndKey: null } => new(null, userKey.Name, userKey.In),
        { UserKey: null, AppIdAndKey: { } pair } => new(pair.IdName, pair.KeyName, pair.In),
        _ => throw new ArgumentException("Exactly one of userKey and appIdAndKey must be set.", nameof(authentication)),
    };

    /// <summary>The names, one or two.</summary>
    public IEnumerable<string> All => Id is null ? [Key] : [Id, Key];
}
