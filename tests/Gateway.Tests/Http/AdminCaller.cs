namespace Headgate.Gateway.Tests.Http;

/// <summary>Calls the port of probes, status and metrics.</summary>
internal sealed class AdminCaller(TestGateway gateway)
{
    public Task<RawResponse> GetAsync(string path) => SendAsync("GET", path);

    public async Task<RawResponse> SendAsync(string method, string path)
    {
        using var client = await RawClient.ConnectAsync(gateway.Host.AdminPort);
        return await client.CallAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", hasBody: method != "HEAD");
    }
}
