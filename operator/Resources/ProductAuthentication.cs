using System.ComponentModel.DataAnnotations;

namespace Headgate.Resources;

/// <summary>How consumers authenticate; exactly one of the modes.</summary>
[CelRule("[has(self.userKey), has(self.appIdAndKey), has(self.openIdConnect)].filter(set, set).size() == 1", "exactly one of userKey, appIdAndKey and openIdConnect must be set")]
public sealed record ProductAuthentication
{
    /// <summary>One string identifies and authenticates.</summary>
    public UserKeyMode? UserKey { get; init; }

    /// <summary>An identifier and one of its keys, both required.</summary>
    public AppIdAndKeyMode? AppIdAndKey { get; init; }

    /// <summary>A token of an OpenID Connect issuer. Not served yet.</summary>
    public OpenIdConnectMode? OpenIdConnect { get; init; }
}

/// <summary>One string identifies and authenticates.</summary>
public sealed record UserKeyMode
{
    /// <summary>Name of the header or query parameter.</summary>
    [RegularExpression("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"), MaxLength(63), SchemaDefault("user_key")]
    public string Name { get; init; } = "user_key";

    /// <summary>Places that are read, in this order.</summary>
    [Length(1, 3)]
    public IReadOnlyList<CredentialPlace> In { get; init; } = [CredentialPlace.Header, CredentialPlace.Query];
}

/// <summary>An identifier and one of its keys, both required.</summary>
public sealed record AppIdAndKeyMode
{
    /// <summary>Name of the header or query parameter with the identifier.</summary>
    [RegularExpression("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"), MaxLength(63), SchemaDefault("app_id")]
    public string IdName { get; init; } = "app_id";

    /// <summary>Name of the header or query parameter with the key.</summary>
    [RegularExpression("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$"), MaxLength(63), SchemaDefault("app_key")]
    public string KeyName { get; init; } = "app_key";

    /// <summary>Places that are read, in this order.</summary>
    [Length(1, 3)]
    public IReadOnlyList<CredentialPlace> In { get; init; } = [CredentialPlace.Header, CredentialPlace.Query];
}

/// <summary>A token of an OpenID Connect issuer.</summary>
public sealed record OpenIdConnectMode
{
    /// <summary>The issuer's URL, equal to the token's iss claim.</summary>
    [MinLength(1), MaxLength(2048)]
    public required string Issuer { get; init; }

    /// <summary>Accepted values of the aud claim; any of them will do.</summary>
    [MaxLength(16), ItemLength(2048)]
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>The claim that names the Application's client id.</summary>
    [MinLength(1), MaxLength(253), SchemaDefault("azp")]
    public string ClientIdClaim { get; init; } = "azp";
}

/// <summary>Where a credential may stand in a request.</summary>
public enum CredentialPlace
{
    /// <summary>A header of the configured name.</summary>
    Header,

    /// <summary>A query parameter of the configured name.</summary>
    Query,

    /// <summary>The Authorization header, Basic or Bearer.</summary>
    Authorization,
}
