using System.Globalization;
using System.Text.RegularExpressions;
using Headgate.TestSupport.Redis;

namespace Headgate.TestLoad;

/// <summary>What a Redis server has been asked so far.</summary>
/// <param name="Scripts">Scripts that were run: EVALSHA and EVAL.</param>
/// <param name="Commands">All commands, those inside scripts too, and the one that reads this.</param>
public readonly partial record struct RedisFigures(long Scripts, long Commands)
{
    /// <summary>Reads them.</summary>
    public static async Task<RedisFigures> ReadAsync(RespClient redis)
    {
        var info = (string)(await redis.RunAsync("INFO", "all"))!;
        return new RedisFigures(
            Script().Matches(info).Sum(match => Number(match.Groups[1])),
            Number(Processed().Match(info).Groups[1]));
    }

    private static long Number(Group group) => long.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^cmdstat_eval(?:sha)?:calls=(\d+)", RegexOptions.Multiline)]
    private static partial Regex Script();

    [GeneratedRegex(@"^total_commands_processed:(\d+)", RegexOptions.Multiline)]
    private static partial Regex Processed();
}
