namespace Headgate.Gateway.Credentials;

/// <summary>What a request says about who is calling.</summary>
public enum CredentialOutcome
{
    /// <summary>A required credential is in none of the configured places: <em>authenticationMissing</em>.</summary>
    Missing,

    /// <summary>Every required credential is there, perhaps empty, and each has one value. Whether it is right is not known here.</summary>
    Present,

    /// <summary>Every required credential is there and one of them has several different values: 400.</summary>
    Conflicting,
}

/// <summary>
/// The credentials of one request, as <see cref="CredentialReader"/> found them. The values are slices of the request where nothing had to
/// be decoded. Not a record: its text would show the values in whatever log it reaches.
/// </summary>
public readonly struct PresentedCredentials
{
    /// <summary>Credentials that were found, each once or with the same value.</summary>
    /// <param name="id">The application's identifier; empty for user keys.</param>
    /// <param name="key">The user key, or the application's key.</param>
    public PresentedCredentials(ReadOnlyMemory<char> id, ReadOnlyMemory<char> key)
    {
        Outcome = CredentialOutcome.Present;
        Id = id;
        Key = key;
    }

    private PresentedCredentials(CredentialOutcome outcome) => Outcome = outcome;

    /// <summary>Credentials that are not there, or not all of them.</summary>
    public static PresentedCredentials Missing => new(CredentialOutcome.Missing);

    /// <summary>Credentials with several different values.</summary>
    public static PresentedCredentials Conflicting => new(CredentialOutcome.Conflicting);

    /// <summary>Whether the values can be used.</summary>
    public CredentialOutcome Outcome { get; }

    /// <summary>The application's identifier; empty for user keys, and unless the outcome is Present.</summary>
    public ReadOnlyMemory<char> Id { get; }

    /// <summary>The user key, or the application's key; empty unless the outcome is Present.</summary>
    public ReadOnlyMemory<char> Key { get; }
}
