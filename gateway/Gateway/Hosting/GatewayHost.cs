using System.Globalization;
using System.Net;
using System.Text;
using Headgate.Gateway.Admin;
using Headgate.Gateway.Forwarding;
using Headgate.Gateway.Pipeline;
using Headgate.Gateway.Source;
using Headgate.Gateway.Telemetry;
using Headgate.Limits;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Headgate.Gateway.Hosting;

/// <summary>A running gateway: one server for the API, one for probes, status and metrics.</summary>
public sealed class GatewayHost : IAsyncDisposable
{
    private readonly GatewaySettings _settings;
    private readonly WebApplication _api;
    private readonly WebApplication _admin;

    private GatewayHost(GatewaySettings settings, WebApplication api, WebApplication admin)
    {
        _settings = settings;
        _api = api;
        _admin = admin;
    }

    /// <summary>The configuration in force.</summary>
    public ConfigurationSource Configuration => _api.Services.GetRequiredService<ConfigurationSource>();

    /// <summary>Port of the API in clear text.</summary>
    public int Port => Ports(_api)[0];

    /// <summary>Port of the API over TLS; null without one.</summary>
    public int? TlsPort => _settings.TlsPort is null ? null : Ports(_api)[1];

    /// <summary>Port of probes, status and metrics.</summary>
    public int AdminPort => Ports(_admin)[0];

    /// <summary>Loads the configuration and starts to listen.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<GatewayHost> StartAsync(GatewaySettings settings, TimeProvider time, ILoggerProvider? logs = null)
    {
        var api = BuildApi(settings, time, logs);
        var admin = BuildAdmin(settings, api.Services, logs);
        await admin.StartAsync();
        try
        {
            await api.StartAsync();
        }
        catch
        {
            await admin.DisposeAsync();
            throw;
        }
        return new GatewayHost(settings, api, admin);
    }

    /// <summary>Leaves gracefully: see <see cref="Drain"/>.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _api.Services.GetRequiredService<Drain>().BeginAsync(_settings.DrainDelay, cancellationToken);
        await _api.StopAsync(cancellationToken);
        await _admin.StopAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _admin.DisposeAsync();
    }

    private static WebApplication BuildApi(GatewaySettings settings, TimeProvider time, ILoggerProvider? logs)
    {
        var builder = NewBuilder(logs);
        var http2 = new PriorKnowledgeTransport();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTimeout);
        builder.Services.AddSingleton<IConnectionListenerFactory>(http2);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<Drain>();
        builder.Services.AddSingleton(provider => new ConfigurationSource(settings.Config, time, provider.GetRequiredService<ILogger<ConfigurationSource>>()));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<ConfigurationSource>());
        builder.Services.AddSingleton(new AccessLog(settings.AccessLog ? settings.AccessLogOutput ?? Console.OpenStandardOutput() : null));
        builder.Services.AddHostedService(provider => provider.GetRequiredService<AccessLog>());
        AddCounters(builder.Services, settings);
        builder.Services.AddSingleton<Decider>();
        builder.Services.AddHttpForwarder();
        builder.Services.AddSingleton(UpstreamClient.Create());
        builder.Services.AddSingleton(new ForwardedHeaders(settings.TrustedProxies));
        builder.Services.AddSingleton<CallForwarder>();
        builder.Services.AddSingleton<RequestCounters>();
        builder.Services.AddSingleton<DurationHistogram>();
        builder.Services.AddSingleton<RequestTelemetry>();
        builder.Services.AddSingleton<RequestPipeline>();
        builder.Services.AddSingleton<UsageReader>();
        builder.Services.AddSingleton<StorePage>();
        builder.Services.AddSingleton<StatusPage>();
        builder.Services.AddSingleton<MetricsPage>();
        builder.Services.AddSingleton<AdminPages>();
        builder.WebHost.ConfigureKestrel((_, kestrel) => Listen(kestrel, settings, http2));
        var app = builder.Build();
        app.Run(app.Services.GetRequiredService<RequestPipeline>().InvokeAsync);
        return app;
    }

    private static void AddCounters(IServiceCollection services, GatewaySettings settings)
    {
        if (settings.Redis is not { } redis)
        {
            services.AddSingleton<ILimitStore, MemoryLimitStore>();
            return;
        }
        services.AddSingleton(redis);
        services.AddSingleton<SharedCounters>();
        // It starts before the server and ends after it, so it counts the last request.
        services.AddHostedService(provider => provider.GetRequiredService<SharedCounters>());
        services.AddSingleton<ILimitStore>(provider => provider.GetRequiredService<SharedCounters>().Leases);
        services.AddSingleton(provider => provider.GetRequiredService<SharedCounters>().Statistics);
    }

    private static void Listen(KestrelServerOptions kestrel, GatewaySettings settings, PriorKnowledgeTransport http2)
    {
        Harden(kestrel);
        // A proxy streams: how large a body may be is its backend's business. The least rate of slow senders stays.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
        ListenAt(kestrel, settings.Address, settings.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(http1 => http2.Dispatch(http1, kestrel.Limits.RequestHeadersTimeout));
        });
        if (settings.TlsPort is { } tlsPort)
        {
            var certificate = ActivatorUtilities.CreateInstance<ServerCertificate>(kestrel.ApplicationServices, settings.TlsCertificate!, settings.TlsKey!);
            ListenAt(kestrel, settings.Address, tlsPort, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Options) });
            });
        }
        kestrel.Listen(http2.EndPoint, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static WebApplication BuildAdmin(GatewaySettings settings, IServiceProvider api, ILoggerProvider? logs)
    {
        var builder = NewBuilder(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            Harden(kestrel);
            ListenAt(kestrel, settings.Address, settings.AdminPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.Run(api.GetRequiredService<AdminPages>().InvokeAsync);
        return app;
    }

    // The default means every address; on a machine without IPv6 those of IPv4 are all there are.
    private static void ListenAt(KestrelServerOptions kestrel, IPAddress address, int port, Action<ListenOptions> configure)
    {
        if (address.Equals(IPAddress.IPv6Any)) kestrel.ListenAnyIP(port, configure);
        else kestrel.Listen(address, port, configure);
    }

    private static WebApplicationBuilder NewBuilder(ILoggerProvider? logs)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Headgate", LogLevel.Information);
        if (logs is not null) builder.Logging.AddProvider(logs);
        // Signals are the business of the process, not of its servers.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder;
    }

    private static void Harden(KestrelServerOptions kestrel) => kestrel.AddServerHeader = false;

    private static IReadOnlyList<int> Ports(WebApplication app) =>
    [
        .. app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(address => address[(address.LastIndexOf(':') + 1)..])
            .Where(port => int.TryParse(port, CultureInfo.InvariantCulture, out _))
            .Select(port => int.Parse(port, CultureInfo.InvariantCulture)),
    ];

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
