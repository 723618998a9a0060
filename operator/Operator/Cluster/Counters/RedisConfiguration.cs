using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Headgate.Limits.Redis;
using Headgate.Resources;

namespace Headgate.Operator.Cluster.Counters;

/// <summary>The Redis in which gateways keep their counters: the same settings as theirs.</summary>
public sealed partial record RedisConfiguration
{
    /// <summary>Servers, nodes of a Cluster or Sentinels, as host:port.</summary>
    [Length(1, 64), ItemLength(300)]
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>The name that Sentinels know the primary by.</summary>
    [MinLength(1), MaxLength(253)]
    public string? Sentinel { get; init; }

    /// <summary>Whether to speak TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the authorities that are trusted, instead of the system's.</summary>
    [MinLength(1), MaxLength(4096)]
    public string? Ca { get; init; }

    /// <summary>The ACL user; the default one when left out.</summary>
    [MinLength(1), MaxLength(253)]
    public string? User { get; init; }

    /// <summary>File with the password.</summary>
    [MinLength(1), MaxLength(4096)]
    public string? PasswordFile { get; init; }

    /// <summary>The ACL user on Sentinels.</summary>
    [MinLength(1), MaxLength(253)]
    public string? SentinelUser { get; init; }

    /// <summary>File with the password for Sentinels.</summary>
    [MinLength(1), MaxLength(4096)]
    public string? SentinelPasswordFile { get; init; }

    /// <summary>What every key begins with.</summary>
    [MinLength(1), MaxLength(64)]
    public string Prefix { get; init; } = "headgate";

    /// <summary>The settings as gateways read them.</summary>
    /// <exception cref="InvalidDataException">One is malformed or of no use without another; the message names the field and what mends it.</exception>
    internal RedisSettings ToSettings()
    {
        var values = new Dictionary<string, string?>
        {
            ["redis"] = string.Join(',', Addresses),
            ["redis-sentinel"] = Sentinel,
            ["redis-tls"] = Tls ? "true" : null,
            ["redis-ca"] = Ca,
            ["redis-user"] = User,
            ["redis-password-file"] = PasswordFile,
            ["redis-sentinel-user"] = SentinelUser,
            ["redis-sentinel-password-file"] = SentinelPasswordFile,
            ["redis-prefix"] = Prefix,
        };
        try
        {
            return RedisSettings.Parse(values.Where(value => value.Value is not null).ToDictionary(value => value.Key, value => value.Value!, StringComparer.Ordinal))!;
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException(Setting().Replace(exception.Message, match => FieldOf(match.Value)), exception);
        }
    }

    // redis-password-file is redis.passwordFile here, and redis alone redis.addresses.
    private static string FieldOf(string setting) => setting == "redis"
        ? "redis.addresses"
        : "redis." + Part().Replace(setting["redis-".Length..], match => char.ToUpperInvariant(match.Value[1]).ToString());

    [GeneratedRegex("(?<=settings? |and |needs |without |set )redis(-[a-z]+)*")]
    private static partial Regex Setting();

    [GeneratedRegex("-[a-z]")]
    private static partial Regex Part();
}
