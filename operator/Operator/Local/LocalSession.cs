using Headgate.Compiler.Versions;
using Headgate.EchoApi;
using Headgate.Gateway.Hosting;
using Headgate.Operator.Compiling;
using Headgate.Operator.Local.Environments;
using Headgate.Operator.Manifests;
using Headgate.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Headgate.Operator.Local;

/// <summary>Everything on one machine: compiles a directory of manifests, runs a gateway on the result, and follows the files.</summary>
internal sealed class LocalSession(LocalSettings settings, TimeProvider time, TextWriter output)
{
    /// <summary>Runs until it is cancelled.</summary>
    /// <returns>The exit code: 1 when the manifests have errors at the start, 3 when a port is taken.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        output.WriteLine($"Reading {settings.Directory} …");
        await using var echo = await StartEchoAsync();
        var services = new LocalServices(settings.Services, echo is null ? null : UrlOf(echo));
        var hasStaging = settings.Environments.Any(ports => ports.Environment == GatewayEnvironment.Staging);
        var compiler = new LocalCompiler(settings.Directory, services, hasStaging);
        // Before the first reading, so that nothing that is saved after it is missed.
        using var watch = new ManifestWatch(settings.Directory, time);
        var (state, findings) = compiler.Read();
        foreach (var finding in findings) output.WriteLine($"  {finding}");
        if (state is null)
        {
            output.WriteLine("Nothing is served: mend the errors above and start again.");
            return 1;
        }
        foreach (var service in services.Unknown(state.Snapshot.Products))
            output.WriteLine($"  note: the Service {service} is looked for in cluster DNS. Say where it is: --service {service}=http://127.0.0.1:9000");

        try
        {
            if (settings.Environments.Count > 0) await new EnvironmentSession(settings, compiler, watch, time, output).RunAsync(state, cancellationToken);
            else await ServeAsync(compiler, state, watch, cancellationToken);
            return 0;
        }
        catch (IOException exception)
        {
            var ports = settings.Environments.Count > 1 ? "--port, --admin-port, --staging-port and --staging-admin-port" : "--port and --admin-port";
            output.WriteLine($"{exception.Message} Choose other ports with {ports}; 0 takes any free one.");
            return 3;
        }
    }

    private async Task ServeAsync(LocalCompiler compiler, LocalState state, ManifestWatch watch, CancellationToken cancellationToken)
    {
        using var published = new ConfigurationDirectory();
        Publish(compiler, state, published);
        await using var gateway = await GatewayHost.StartAsync(
            settings.GatewayAt(published.Root, settings.Port, settings.AdminPort), time, new ConsoleWarnings(output));
        LocalPage.Write(state, gateway.Port, gateway.AdminPort, output);
        await FollowAsync(gateway, compiler, state, published, watch, cancellationToken);
        await gateway.StopAsync(CancellationToken.None);
    }

    private async Task FollowAsync(
        GatewayHost gateway, LocalCompiler compiler, LocalState served, ConfigurationDirectory published, ManifestWatch watch, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await watch.NextAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            var (state, findings) = compiler.Read();
            if (state is null)
            {
                output.WriteLine($"{Clock()} not taken over; what was served before stays:");
                foreach (var finding in findings.Where(finding => finding.Level == "error")) output.WriteLine($"  {finding}");
                continue;
            }
            var changes = ChangeReport.Between(served.Snapshot, state.Snapshot);
            var news = findings.Except(served.Findings).ToList();
            if (changes.Count == 0 && news.Count == 0) continue;
            Publish(compiler, state, published);
            gateway.Configuration.Reload();
            output.WriteLine($"{Clock()} in force:");
            foreach (var change in changes) output.WriteLine($"  {change}");
            foreach (var finding in news) output.WriteLine($"  {finding}");
            served = state;
        }
    }

    private void Publish(LocalCompiler compiler, LocalState state, ConfigurationDirectory published)
    {
        var objects = compiler.Publish(state);
        published.Write(objects);
        if (settings.Output is { } directory) PublishedYaml.Write(objects, directory);
    }

    private async Task<WebApplication?> StartEchoAsync()
    {
        if (!LocalServices.NeedEcho(ManifestLoader.Load(settings.Directory).Resources.OfType<Product>())) return null;
        var echo = EchoServer.Build("--urls", "http://127.0.0.1:0");
        await echo.StartAsync();
        return echo;
    }

    private static string UrlOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    private string Clock() => time.GetLocalNow().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
}
