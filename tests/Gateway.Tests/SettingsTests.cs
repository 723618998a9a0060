using System.Collections;
using System.Net;
using Headgate.Gateway.Hosting;

namespace Headgate.Gateway.Tests;

public class SettingsTests
{
    private static readonly Hashtable NoEnvironment = [];

    [Fact]
    public void The_command_line_wins_over_the_environment_and_the_rest_has_defaults()
    {
        var environment = new Hashtable { ["HEADGATE__CONFIG"] = "/etc/headgate", ["HEADGATE__PORT"] = "1", ["HEADGATE__TRUSTED_PROXIES"] = "10.0.0.0/8, fd00::/8" };
        var settings = GatewaySettings.Parse(SettingsSource.Read(environment, ["--port", "2", "--access-log=false"]));
        Assert.Equal(("/etc/headgate", 2, 8081, false), (settings.Config, settings.Port, settings.AdminPort, settings.AccessLog));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")], settings.TrustedProxies);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.DrainDelay);
    }

    [Fact]
    public void What_Kubernetes_says_of_a_Service_named_headgate_is_no_setting()
    {
        var environment = new Hashtable { ["HEADGATE_PORT"] = "tcp://10.0.0.1:80", ["HEADGATE_SERVICE_HOST"] = "10.0.0.1" };
        Assert.Equal(8080, GatewaySettings.Parse(SettingsSource.Read(environment, ["--config", "/c"])).Port);
    }

    [Fact]
    public void Redis_is_told_by_settings_of_its_own()
    {
        var secret = Path.GetTempFileName();
        var environment = new Hashtable { ["HEADGATE__REDIS"] = "[fd00::1]:7000, sentinel, fd00::2", ["HEADGATE__REDIS_PASSWORD_FILE"] = secret };
        var redis = GatewaySettings.Parse(SettingsSource.Read(environment, ["--config", "/c", "--redis-sentinel", "limits", "--redis-user", "gateway"])).Redis!;
        File.Delete(secret);
        Assert.Equal(["[fd00::1]:7000", "sentinel:26379", "[fd00::2]:26379"], redis.Addresses.Select(address => address.ToString()));
        Assert.Equal(("limits", "gateway", secret, "headgate", false), (redis.SentinelPrimary, redis.User, redis.PasswordFile, redis.Prefix, redis.Tls));
        Assert.Equal("redis:6379", GatewaySettings.Parse(SettingsSource.Read(NoEnvironment, ["--config", "/c", "--redis", "redis"])).Redis!.Addresses[0].ToString());
        Assert.Null(GatewaySettings.Parse(SettingsSource.Read(NoEnvironment, ["--config", "/c"])).Redis);
    }

    [Theory]
    [InlineData("--port 70000 --config /c", "port", "0 to 65535")]
    [InlineData("--port -1 --config /c", "port", "0 to 65535")]
    [InlineData("--drain-delay soon --config /c", "drain-delay", "whole seconds")]
    [InlineData("--access-log maybe --config /c", "access-log", "true or false")]
    [InlineData("--address here --config /c", "address", "IP address")]
    [InlineData("--trusted-proxies 10.0.0.0 --config /c,", "trusted-proxies", "networks")]
    [InlineData("--prot 1 --config /c", "prot", "port")]
    [InlineData("--port 1", "config", "missing")]
    [InlineData("--config", "--config", "no value")]
    [InlineData("config /c", "config", "--name value")]
    [InlineData("--config /c --tls-port 8443", "tls-port", "tls-certificate")]
    [InlineData("--config /c --redis redis:0", "redis", "host:port")]
    [InlineData("--config /c --redis redis:6379,", "redis", "host:port")]
    [InlineData("--config /c --redis [fd00::1:6379", "redis", "[fd00::1]:6379")]
    [InlineData("--config /c --redis redis://redis:6379", "redis", "host:port")]
    [InlineData("--config /c --redis-user gateway", "redis-user", "of no use without redis")]
    [InlineData("--config /c --redis redis --redis-user gateway", "redis-user", "redis-password-file")]
    [InlineData("--config /c --redis redis --redis-tls yes", "redis-tls", "true or false")]
    [InlineData("--config /c --redis redis --redis-password-file /no/file", "redis-password-file", "exists")]
    [InlineData("--config /c --redis redis --redis-tls true --redis-ca /no/file", "redis-ca", "exists")]
    [InlineData("--config /c --redis redis --redis-sentinel=", "redis-sentinel", "empty")]
    [InlineData("--config /c --redis redis --redis-sentinel-user watcher", "redis-sentinel-user", "without redis-sentinel")]
    [InlineData("--config /c --redis redis --redis-prefix {a}", "redis-prefix", "letters, digits")]
    public void A_wrong_setting_is_named_with_what_is_allowed(string arguments, string named, string allowed)
    {
        var message = Assert.Throws<ArgumentException>(() => GatewaySettings.Parse(SettingsSource.Read(NoEnvironment, arguments.Split(' ')))).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }
}
