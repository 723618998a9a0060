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
    public void A_wrong_setting_is_named_with_what_is_allowed(string arguments, string named, string allowed)
    {
        var message = Assert.Throws<ArgumentException>(() => GatewaySettings.Parse(SettingsSource.Read(NoEnvironment, arguments.Split(' ')))).Message;
        Assert.Contains(named, message, StringComparison.Ordinal);
        Assert.Contains(allowed, message, StringComparison.Ordinal);
    }
}
