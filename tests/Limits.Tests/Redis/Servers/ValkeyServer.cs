using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis.Servers;

/// <summary>Valkey, which is set up as redis-server is.</summary>
internal static class ValkeyServer
{
    /// <summary>Its name on PATH.</summary>
    public const string Program = "valkey-server";

    /// <summary>The trait of tests that need it, so that they can be left out where it cannot be had.</summary>
    public const string Needs = "Needs";

    /// <summary>Skips the test where there is none.</summary>
    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(RedisServer.IsInstalled(Program), $"There is no {Program} on PATH: `.ci/run` installs it on Debian.");

    /// <summary>Starts one.</summary>
    public static Task<RedisServer> StartAsync(RedisOptions? options = null) => RedisServer.StartAsync(options, Program);
}
