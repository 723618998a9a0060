using System.Net;
using Headgate.Gateway.Hosting;

namespace Headgate.Gateway.Tests.Http;

/// <summary>A gateway in this process, on free ports of loopback, with a configuration of its own.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly TestConfiguration _configuration;

    private TestGateway(TestConfiguration configuration, GatewayHost host, LineStream accessLog, StringWriter log)
    {
        _configuration = configuration;
        Host = host;
        AccessLog = accessLog;
        Log = log;
    }

    public GatewayHost Host { get; }

    public int Port => Host.Port;

    public string ConfigurationRoot => _configuration.Root;

    public LineStream AccessLog { get; }

    /// <summary>What the gateway's log holds.</summary>
    public StringWriter Log { get; }

    public static Task<TestGateway> StartAsync(params TestProduct[] products) => StartAsync(products, settings => settings);

    public static async Task<TestGateway> StartAsync(
        IReadOnlyList<TestProduct> products, Func<GatewaySettings, GatewaySettings> change, TimeProvider? time = null, bool withPeppers = true)
    {
        var configuration = new TestConfiguration();
        configuration.Write(products, withPeppers);
        return await StartAsync(configuration, change, time);
    }

    public static async Task<TestGateway> StartAsync(TestConfiguration configuration, Func<GatewaySettings, GatewaySettings> change, TimeProvider? time = null)
    {
        var accessLog = new LineStream();
        var log = new StringWriter();
        var settings = new GatewaySettings
        {
            Config = configuration.Root,
            Address = IPAddress.Loopback,
            Port = 0,
            AdminPort = 0,
            DrainDelay = TimeSpan.Zero,
            DrainTimeout = TimeSpan.FromSeconds(10),
            AccessLogOutput = accessLog,
        };
        var host = await GatewayHost.StartAsync(change(settings), time ?? TimeProvider.System, new LineLogger(TextWriter.Synchronized(log)));
        return new TestGateway(configuration, host, accessLog, log);
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Port);

    /// <summary>Sends one request on a connection of its own and takes its response.</summary>
    public async Task<RawResponse> CallAsync(string latin1, bool hasBody = true)
    {
        using var client = await ConnectAsync();
        return await client.CallAsync(latin1, hasBody);
    }

    /// <summary>A GET with a good key.</summary>
    public Task<RawResponse> GetAsync(string target, string more = "", string host = "api.test") =>
        CallAsync($"GET {target} HTTP/1.1\r\nHost: {host}\r\nuser_key: {TestProduct.GoodKey}\r\n{more}\r\n");

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        await Host.DisposeAsync();
        _configuration.Dispose();
        await AccessLog.DisposeAsync();
        // No request, whatever it was, may have made the gateway throw.
        Assert.DoesNotContain("nhandled exception", Log.ToString(), StringComparison.Ordinal);
        await Log.DisposeAsync();
    }
}
