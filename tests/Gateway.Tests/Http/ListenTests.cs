using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Headgate.Gateway.Tests.Http;

/// <summary>The default address takes callers of both families and knows each by its own address.</summary>
public sealed class ListenTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task The_default_address_takes_callers_of_both_families(string address)
    {
        Assert.SkipUnless(address == "127.0.0.1" || Socket.OSSupportsIPv6, "This machine has no IPv6.");
        await using var upstream = new RawUpstream();
        await using var gateway = await TestGateway.StartAsync(
            [new TestProduct { Backends = [TestProduct.To(upstream.Url)] }], settings => settings with { Address = IPAddress.IPv6Any });
        using var tcp = new TcpClient(IPAddress.Parse(address).AddressFamily);
        await tcp.ConnectAsync(IPAddress.Parse(address), gateway.Port, TestContext.Current.CancellationToken);
        await tcp.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(HostileCase.Get("")), TestContext.Current.CancellationToken);
        Assert.Equal(200, (await new WireReader(tcp.GetStream()).ReadHeadAsync(TestContext.Current.CancellationToken))!.Status);
        using var line = JsonDocument.Parse(await gateway.AccessLog.NextAsync(TestContext.Current.CancellationToken));
        Assert.Equal(address, line.RootElement.GetProperty("client").GetString());
        Assert.Equal(address, Assert.Single(upstream.Take()).Head["X-Forwarded-For"]);
        Assert.NotEqual(0, gateway.Host.AdminPort);
    }
}
