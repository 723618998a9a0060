namespace Headgate.Limits.Redis;

/// <summary>How Redis is reached. A Cluster is recognised by itself; secrets stay in their files and are read at every connect.</summary>
public sealed record RedisSettings
{
    private const int RedisPort = 6379;
    private const int SentinelPort = 26379;
    private const int LongestPrefix = 64;

    /// <summary>
    /// The server, or nodes of one Cluster, or primary and replicas of one (the first that is a primary is used); with
    /// <see cref="SentinelPrimary"/> the Sentinels.
    /// </summary>
    public required IReadOnlyList<RedisAddress> Addresses { get; init; }

    /// <summary>The name that Sentinels know the primary by; null without Sentinel.</summary>
    public string? SentinelPrimary { get; init; }

    /// <summary>Whether to speak TLS, with Sentinels too.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authorities that are trusted, instead of the system's; null for those.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The ACL user; null for the default one.</summary>
    public string? User { get; init; }

    /// <summary>File with the password; null for none. What follows the last line's text is not part of it.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The ACL user on Sentinels; null for the default one.</summary>
    public string? SentinelUser { get; init; }

    /// <summary>File with the password for Sentinels; null for none.</summary>
    public string? SentinelPasswordFile { get; init; }

    /// <summary>What every key begins with: another one for each installation that shares a server.</summary>
    public string Prefix { get; init; } = "headgate";

    /// <summary>The names of all settings that <see cref="Parse"/> reads.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "redis", "redis-sentinel", "redis-tls", "redis-ca", "redis-user", "redis-password-file", "redis-sentinel-user", "redis-sentinel-password-file",
        "redis-prefix",
    ];

    /// <summary>Reads the settings by name; those of other names are not looked at.</summary>
    /// <returns>Null when <c>redis</c> is not set.</returns>
    /// <exception cref="ArgumentException">One is malformed or of no use without another; the message names it and what mends it.</exception>
    public static RedisSettings? Parse(IReadOnlyDictionary<string, string> values)
    {
        if (!values.TryGetValue("redis", out var addresses))
        {
            return Names.FirstOrDefault(values.ContainsKey) is { } lonely
                ? throw new ArgumentException($"The setting {lonely} is of no use without redis: name the servers, host:port separated by commas.")
                : null;
        }
        var sentinel = Text(values, "redis-sentinel");
        var settings = new RedisSettings
        {
            Addresses = AddressesOf(addresses, sentinel is null ? RedisPort : SentinelPort),
            SentinelPrimary = sentinel,
            Tls = Flag(values, "redis-tls"),
            AuthorityFile = FileOf(values, "redis-ca"),
            User = Text(values, "redis-user"),
            PasswordFile = FileOf(values, "redis-password-file"),
            SentinelUser = Text(values, "redis-sentinel-user"),
            SentinelPasswordFile = FileOf(values, "redis-sentinel-password-file"),
            Prefix = Text(values, "redis-prefix") ?? "headgate",
        };
        return settings.Validated();
    }

    private RedisSettings Validated()
    {
        if (AuthorityFile is not null && !Tls) throw new ArgumentException("The setting redis-ca is of no use without redis-tls: set redis-tls to true.");
        if (User is not null && PasswordFile is null) throw new ArgumentException("The setting redis-user needs redis-password-file.");
        if ((SentinelUser ?? SentinelPasswordFile) is not null && SentinelPrimary is null)
            throw new ArgumentException("The settings redis-sentinel-user and redis-sentinel-password-file are of no use without redis-sentinel: name the primary.");
        if (SentinelUser is not null && SentinelPasswordFile is null) throw new ArgumentException("The setting redis-sentinel-user needs redis-sentinel-password-file.");
        // Braces would move the hash tag, and with it keys of one Application to several nodes.
        return Prefix.Length <= LongestPrefix && Prefix.All(character => char.IsAsciiLetterOrDigit(character) || "-_.:".Contains(character, StringComparison.Ordinal))
            ? this
            : throw new ArgumentException($"The setting redis-prefix is \"{Prefix}\"; it takes up to {LongestPrefix} letters, digits and any of - _ . :");
    }

    private static RedisAddress[] AddressesOf(string text, int defaultPort)
    {
        try
        {
            return [.. text.Split(',').Select(part => RedisAddress.Parse(part.Trim(), defaultPort))];
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new ArgumentException($"The setting redis is \"{text}\"; it takes host:port, or several separated by commas, such as redis:6379 or [fd00::1]:6379.", exception);
        }
    }

    private static string? Text(IReadOnlyDictionary<string, string> values, string name) =>
        !values.TryGetValue(name, out var text) ? null : text.Length > 0 ? text : throw new ArgumentException($"The setting {name} is empty: give it a value or leave it out.");

    private static bool Flag(IReadOnlyDictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var text)
        && (bool.TryParse(text, out var flag) ? flag : throw new ArgumentException($"The setting {name} is \"{text}\"; it takes true or false."));

    private static string? FileOf(IReadOnlyDictionary<string, string> values, string name) =>
        Text(values, name) is not { } path || File.Exists(path) ? Text(values, name) : throw new ArgumentException($"The setting {name} is \"{path}\"; it takes a file that exists.");
}
