using Headgate.Operator.Cluster;

namespace Headgate.Operator.Tests.Cluster.Counters;

/// <summary>What is wrong with the section <c>redis</c> is told by its fields.</summary>
public class RedisConfigurationTests
{
    [Theory]
    [InlineData("{addresses: []}", "redis.addresses")]
    [InlineData("{addresses: ['redis:port']}", "The setting redis.addresses is \"redis:port\"; it takes host:port")]
    [InlineData("{addresses: [redis], ca: /no/such/file, tls: true}", "The setting redis.ca is \"/no/such/file\"; it takes a file that exists.")]
    [InlineData("{addresses: [redis], passwordFile: /no/such/file}", "The setting redis.passwordFile is \"/no/such/file\"")]
    [InlineData("{addresses: [redis], user: operator}", "The setting redis.user needs redis.passwordFile.")]
    [InlineData("{addresses: [redis], ca: operator.yaml}", "redis.ca")]
    [InlineData("{addresses: [redis], prefix: 'a{b}'}", "The setting redis.prefix is \"a{b}\"")]
    [InlineData("{adresses: [redis]}", "redis.adresses")]
    public void A_mistake_is_told_with_the_field(string redis, string message)
    {
        var told = Assert.Throws<InvalidDataException>(() => Read(redis)).Message;
        Assert.StartsWith("operator.yaml:", told, StringComparison.Ordinal);
        Assert.Contains(message, told, StringComparison.Ordinal);
        Assert.DoesNotContain("redis-", told, StringComparison.Ordinal);
    }

    [Fact]
    public void It_may_be_left_out_and_needs_no_more_than_an_address()
    {
        Assert.Null(Read(null).Redis);
        var settings = Read("{addresses: ['redis-0', '[fd00::1]:7000']}").Redis!.ToSettings();
        Assert.Equal(("headgate", 2, false), (settings.Prefix, settings.Addresses.Count, settings.Tls));
    }

    private static OperatorConfiguration Read(string? redis)
    {
        var directory = Directory.CreateTempSubdirectory("headgate-config-");
        var file = Path.Combine(directory.FullName, "operator.yaml");
        File.WriteAllText(file, $"pools:\n- {{name: pool, namespace: gateways, podSelector: {{matchLabels: {{app: gateway}}}}}}\n{(redis is null ? "" : $"redis: {redis}\n")}");
        try
        {
            return ConfigurationFile.Read(file);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
