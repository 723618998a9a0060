using Headgate.Configuration;
using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// Names of all that stands in Redis, in version 1 of the layout. Everything of one Application in one environment shares a hash tag, so that
/// one script may touch all of it on a Cluster. No name carries a consumer's key.
/// </summary>
/// <remarks>
/// <c>headgate:1:{production/tenant/app}:day:1715731200</c> is a hash: what an Application used in one window. Its fields are, per metric,
/// <c>hits</c> (units of accepted calls: the statistics), <c>hits|used</c> (units booked: what limits are judged by; there once a limit looked) and
/// <c>hits|epoch</c> (which life of that counter this is); <c>#2xx</c> counts answers by class.
/// </remarks>
/// <param name="prefix">Of this installation; without braces.</param>
/// <param name="environment"><c>staging</c> or <c>production</c>; null while a gateway has not read yet which it serves.</param>
public sealed class CounterKeys(string prefix, Func<string?> environment)
{
    /// <summary>Names of one environment.</summary>
    public CounterKeys(string prefix, string environment)
        : this(prefix, () => environment)
    {
    }

    /// <summary>Whether the environment is known: before, nothing has a name, and nothing can be counted.</summary>
    public bool AreKnown => environment() is not null;

    private string Environment => environment() ?? throw new InvalidOperationException("The environment is not known yet.");

    /// <summary>Follows a metric in the name of the field with what is booked. No metric's name has a bar.</summary>
    public const string UsedSuffix = "|used";

    /// <summary>Follows a metric in the name of the field with the counter's epoch.</summary>
    public const string EpochSuffix = "|epoch";

    private const string EternityEnd = ":eternity:0";

    private static readonly string[] PeriodNames = [.. Enum.GetNames<Period>().Select(name => name.ToLowerInvariant())];

    /// <summary>The hash of an Application's window.</summary>
    /// <param name="application">The Application as <c>namespace/name</c>.</param>
    /// <param name="period">The period.</param>
    /// <param name="start">Start of the window; not looked at for eternity.</param>
    public RedisKey Window(string application, Period period, DateTimeOffset start) =>
        $"{Tagged(application)}:{PeriodNames[(int)period]}:{(period == Period.Eternity ? 0 : start.ToUnixTimeSeconds())}";

    /// <summary>What every key of an Application begins with.</summary>
    public string Tagged(string application) => $"{prefix}:1:{{{Environment}/{application}}}";

    /// <summary>Matches the hashes of eternity, one for each Application that was ever counted (Redis' glob; no prefix has what that minds).</summary>
    public RedisValue EveryEternity => $"{prefix}:1:{{{Environment}/*}}{EternityEnd}";

    /// <summary>The Application whose hash of eternity this is; null for another key.</summary>
    public string? ApplicationOf(RedisKey eternity)
    {
        var (key, start) = (eternity.ToString(), $"{prefix}:1:{{{Environment}/");
        return key.StartsWith(start, StringComparison.Ordinal) && key.EndsWith("}" + EternityEnd, StringComparison.Ordinal)
            ? key[start.Length..^(EternityEnd.Length + 1)]
            : null;
    }

    /// <summary>The newest flush of a process that was taken, for all Applications of one server.</summary>
    public RedisKey Flushed(string instance) => $"{prefix}:1:{Environment}:flush:{instance}";

    /// <summary>The newest flush of a process that was taken, for one Application: a script of a Cluster stays in one hash slot.</summary>
    public RedisKey Flushed(string instance, string application) => $"{Tagged(application)}:flush:{instance}";

    /// <summary>What a process writes to see whether it can.</summary>
    public RedisKey Probe(string instance) => $"{prefix}:1:{Environment}:probe:{instance}";

    /// <summary>The field that counts answers of one class of statuses, 1 to 5 (RFC 9110 §15).</summary>
    public static string Answers(int statusClass) => $"#{statusClass}xx";

    /// <summary>The class that such a field counts; null for another field.</summary>
    public static int? StatusClassOf(string field) => field is ['#', >= '1' and <= '5' and var digit, 'x', 'x'] ? digit - '0' : null;
}
