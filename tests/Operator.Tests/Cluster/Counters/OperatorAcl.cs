using Headgate.TestSupport;
using Headgate.TestSupport.Redis;

namespace Headgate.Operator.Tests.Cluster.Counters;

/// <summary>The rights in Redis that <c>docs/redis.md</c> says an operator needs.</summary>
internal static class OperatorAcl
{
    /// <summary>The user.</summary>
    public const string User = "operator";

    /// <summary>Its password.</summary>
    public const string Password = "s3cret";

    /// <summary>Lines of an ACL file: that user, and tests as they are without one.</summary>
    public static IReadOnlyList<string> Lines(string prefix) =>
    [
        "user default on nopass ~* &* +@all",
        File.ReadLines(Repository.PathOf("docs/redis.md")).Single(line => line.StartsWith($"user {User} ", StringComparison.Ordinal))
            .Replace("PASSWORD", Password, StringComparison.Ordinal).Replace("~headgate:", $"~{prefix}:", StringComparison.Ordinal),
    ];

    /// <summary>What was refused, in words; empty when nothing was.</summary>
    public static async Task<string> DeniedAsync(RedisServer server) => string.Join('\n',
        ((object?[])(await server.RunAsync("ACL", "LOG"))!).Cast<object?[]>().Select(entry => string.Join(' ', entry)));
}
