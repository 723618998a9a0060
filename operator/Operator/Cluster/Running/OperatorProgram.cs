using System.Security.Cryptography;
using Headgate.Controllers;
using k8s;
using k8s.Exceptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using YamlDotNet.Core;

namespace Headgate.Operator.Cluster.Running;

/// <summary>The operator as a process: the loops, probes and metrics, and an end that gives the Lease back.</summary>
internal static class OperatorProgram
{
    /// <summary>Runs until it is cancelled, or the Lease is lost.</summary>
    /// <param name="configuration">What it is told.</param>
    /// <param name="kubeconfig">How to connect; null for what the environment says, as kubectl takes it, or a pod's own account.</param>
    /// <param name="time">The clock.</param>
    /// <param name="output">Told where it listens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        OperatorConfiguration configuration, string? kubeconfig, TimeProvider time, TextWriter output, CancellationToken cancellationToken)
    {
        await using var app = Build(configuration, kubeconfig, time);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A part of it failed meanwhile, and has said how.
            return 1;
        }
        output.WriteLine($"Headgate's operator follows {Places(configuration)} and publishes to {string.Join(", ", configuration.Pools.Select(pool =>
            $"{pool.Name} in {pool.Namespace}"))}. Probes and metrics: {AddressOf(app)}. Ctrl-C ends it.");
        await using var registration = cancellationToken.Register(() => app.Lifetime.StopApplication());
        await app.WaitForShutdownAsync(CancellationToken.None);
        return Environment.ExitCode;
    }

    /// <summary>The operator as a host that is not started.</summary>
    /// <exception cref="InvalidDataException">The kubeconfig cannot be read.</exception>
    public static WebApplication Build(OperatorConfiguration configuration, string? kubeconfig, TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(json => (json.IncludeScopes, json.UseUtcTimestamp, json.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(configuration.AdminPort));
        builder.Services.AddSingleton(time);
        var connection = ConnectionOf(kubeconfig);
        builder.Services.AddSingleton(_ => KubernetesApi.Connect(connection, time));
        builder.Services.AddHeadgateOperator(configuration, $"{Environment.MachineName}-{Guid.NewGuid().ToString("N")[..8]}");
        var app = builder.Build();
        MapPages(app);
        return app;
    }

    /// <summary>Where probes and metrics are.</summary>
    public static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    /// <summary>Probes and metrics.</summary>
    public static void MapPages(WebApplication app)
    {
        var host = app.Services.GetRequiredService<OperatorHost>();
        var metrics = app.Services.GetRequiredService<OperatorMetrics>();
        app.MapGet("/healthz", () => "ok\n");
        // One that waits for the Lease is ready as well: it follows everything, so that it can take over.
        app.MapGet("/readyz", () => host.Synced
            ? Results.Text("ok\n")
            : Results.Text($"not synced: {string.Join(", ", host.Reflectors.Where(reflector => !reflector.Synced).Select(reflector => reflector.Subject))}\n",
                statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/metrics", () => Results.Text(metrics.Write(), OperatorMetrics.ContentType));
    }

    /// <summary>How to connect to a cluster.</summary>
    /// <exception cref="InvalidDataException">The kubeconfig cannot be read.</exception>
    public static KubernetesClientConfiguration ConnectionOf(string? kubeconfig)
    {
        try
        {
            return kubeconfig is null
                ? KubernetesClientConfiguration.BuildDefaultConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile(kubeconfig);
        }
        catch (Exception exception) when (exception is KubeConfigException or YamlException or IOException or UnauthorizedAccessException
            or FormatException or CryptographicException)
        {
            var which = kubeconfig ?? "of the environment";
            throw new InvalidDataException($"The kubeconfig {which} cannot be read: {exception.Message}", exception);
        }
    }

    private static string Places(OperatorConfiguration configuration) =>
        configuration.WatchNamespaces.Count == 0 ? "all namespaces" : string.Join(", ", configuration.WatchNamespaces);
}
