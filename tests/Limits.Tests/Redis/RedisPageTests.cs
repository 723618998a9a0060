using Headgate.Limits.Redis;
using Headgate.TestSupport.Redis;

namespace Headgate.Limits.Tests.Redis;

/// <summary>What <c>docs/redis.md</c> tells people to write works.</summary>
public class RedisPageTests
{
    [Fact]
    public void Every_way_to_connect_can_be_read_and_every_setting_is_explained()
    {
        var directory = Directory.CreateTempSubdirectory("headgate-page-").FullName;
        foreach (var file in new[] { "password", "sentinel-password", "ca.crt" }) File.WriteAllText(Path.Combine(directory, file), "");
        var ways = RedisPage.Lines.Where(line => line.StartsWith("--redis", StringComparison.Ordinal)).ToList();
        foreach (var way in ways)
        {
            var words = way.Replace("/secrets", directory, StringComparison.Ordinal).Split(' ');
            Assert.NotNull(RedisSettings.Parse(words.Chunk(2).ToDictionary(pair => pair[0][2..], pair => pair[1])));
        }
        Assert.Equal(5, ways.Count);
        Directory.Delete(directory, recursive: true);
        Assert.All(RedisSettings.Names, name => Assert.Contains($"| `{name}` |", RedisPage.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_starts_with_what_keeps_limits_exact()
    {
        var directives = RedisPage.Lines.Where(line => line.StartsWith("append", StringComparison.Ordinal) || line.StartsWith("maxmemory", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, directives.Count);
        await using var server = await RedisServer.StartAsync(new RedisOptions { Directives = directives });
        Assert.Equal(["appendfsync", "always"], (object?[])(await server.RunAsync("CONFIG", "GET", "appendfsync"))!);
    }
}
