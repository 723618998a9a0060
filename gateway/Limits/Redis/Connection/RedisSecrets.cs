namespace Headgate.Limits.Redis;

/// <summary>What the files said when a connection was made: another content asks for another connection.</summary>
/// <param name="Password">The password; null for none.</param>
/// <param name="Authorities">PEM of the trusted authorities; null for the system's.</param>
internal readonly record struct RedisSecrets(string? Password, string? Authorities)
{
    /// <summary>Reads them now, for servers.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RedisSecrets Of(RedisSettings settings) => Read(settings.PasswordFile, settings);

    /// <summary>Reads them now, for Sentinels.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RedisSecrets OfSentinels(RedisSettings settings) => Read(settings.SentinelPasswordFile, settings);

    // Never the password, whatever prints this.
    public override string ToString() => "secrets";

    private static RedisSecrets Read(string? passwordFile, RedisSettings settings)
    {
        try
        {
            return new RedisSecrets(
                passwordFile is null ? null : File.ReadAllText(passwordFile).TrimEnd('\r', '\n'),
                settings.AuthorityFile is null ? null : File.ReadAllText(settings.AuthorityFile));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
