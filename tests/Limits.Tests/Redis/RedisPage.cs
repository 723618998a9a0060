using System.Text.RegularExpressions;
using Headgate.TestSupport;

namespace Headgate.Limits.Tests.Redis;

/// <summary>What <c>docs/redis.md</c> tells people to write.</summary>
internal static partial class RedisPage
{
    /// <summary>The password that stands in place of PASSWORD.</summary>
    public const string Password = "s3cret";

    public static string Text { get; } = File.ReadAllText(Repository.PathOf("docs/redis.md"));

    /// <summary>The lines of all blocks of code.</summary>
    public static IReadOnlyList<string> Lines { get; } =
        [.. Block().Matches(Text).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Rules of an ACL file: the server's own tools as they are without one, and this user as documented.</summary>
    public static IReadOnlyList<string> Acl(string user) => ["user default on nopass ~* &* +@all", Rule(user).Replace("PASSWORD", Password, StringComparison.Ordinal)];

    /// <summary>The commands that a user may run, in small letters.</summary>
    public static IReadOnlyList<string> CommandsOf(string user) => [.. Rule(user).Split(' ').Where(word => word[0] == '+').Select(word => word[1..])];

    private static string Rule(string user) => Lines.Single(line => line.StartsWith($"user {user} ", StringComparison.Ordinal));

    [GeneratedRegex("^```\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
