using Headgate.Compiler;
using Headgate.Compiler.Publication;
using Headgate.Compiler.Versions;
using Headgate.Configuration;
using Headgate.Gateway.Hosting;
using Headgate.Operator.Compiling;

namespace Headgate.Operator.Local.Environments;

/// <summary>The gateway of one environment in this process, with counters of its own, and what is published to it.</summary>
internal sealed class LocalGateway : IAsyncDisposable
{
    private readonly ConfigurationDirectory _published = new();
    private readonly Dictionary<string, (CompiledProduct Product, ProductVersion Version)> _units = new(StringComparer.Ordinal);
    private readonly Pool _pool;
    private readonly IReadOnlyList<Pepper> _peppers;
    private readonly string? _output;
    private GatewayHost? _host;
    private string _content = "";

    private LocalGateway(GatewayEnvironment environment, IReadOnlyList<Pepper> peppers, string? output)
    {
        (Environment, _peppers, _output) = (environment, peppers, output);
        _pool = new Pool { Name = Name, Environment = Name, Shards = 1 };
    }

    /// <summary>The environment.</summary>
    public GatewayEnvironment Environment { get; }

    /// <summary>The environment as people write it.</summary>
    public string Name => Environment.ToString().ToLowerInvariant();

    /// <summary>Port of the API.</summary>
    public int Port => _host!.Port;

    /// <summary>Port of probes, status and metrics.</summary>
    public int AdminPort => _host!.AdminPort;

    /// <summary>Starts it with nothing to serve.</summary>
    /// <exception cref="IOException">A port is taken.</exception>
    public static async Task<LocalGateway> StartAsync(
        LocalSettings settings, EnvironmentPorts ports, IReadOnlyList<Pepper> peppers, TimeProvider time, TextWriter output)
    {
        var gateway = new LocalGateway(ports.Environment, peppers, settings.Output);
        try
        {
            gateway.Publish();
            var hosting = settings.GatewayAt(gateway._published.Root, ports.Port, ports.AdminPort);
            gateway._host = await GatewayHost.StartAsync(hosting, time, new ConsoleWarnings(output));
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts in force what was made of all units; what is not known yet stays as it is.</summary>
    public void Publish(IReadOnlyCollection<(string Unit, EnvironmentUnit Told)> units)
    {
        foreach (var gone in _units.Keys.Except(units.Select(unit => unit.Unit)).ToList()) _units.Remove(gone);
        foreach (var (unit, told) in units.Where(unit => unit.Told.IsKnown))
        {
            if (told is { Unit.Product: { } product, Version: { } version }) _units[unit] = (product, version);
            else _units.Remove(unit);
        }
        Publish();
    }

    /// <summary>What is published of a Product; null when nothing is.</summary>
    public CompiledProduct? ProductOf(string unit) => _units.TryGetValue(unit, out var published) ? published.Product : null;

    /// <summary>The version of a Product that the gateway serves, with all that is published of it; null when it does not.</summary>
    public ProductVersion? VersionOf(string unit)
    {
        if (!_units.TryGetValue(unit, out var published)) return null;
        var loaded = _host!.Configuration.Current.Products.FirstOrDefault(product => product.Name == unit)?.Digests;
        var isLoaded = loaded is not null
            && PublishedEntry.Of(published.Product, _pool.Shards).All(entry => loaded.GetValueOrDefault(entry.Name) == entry.Content.Digest);
        return isLoaded ? published.Version : null;
    }

    /// <summary>Leaves gracefully.</summary>
    public Task StopAsync() => _host!.StopAsync(CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _published.Dispose();
    }

    private void Publish()
    {
        var products = _units.Values.Select(unit => unit.Product).OrderBy(product => product.Proxy.Product, StringComparer.Ordinal).ToList();
        var objects = Publisher.Publish(products, _peppers, _pool);
        var content = string.Join('\n', objects.SelectMany(item => item.Entries).Select(entry => $"{entry.Key} {entry.Value.Digest}"));
        if (content == _content) return;
        _published.Write(objects);
        if (_output is not null) PublishedYaml.Write(objects, _output);
        _content = content;
        _host?.Configuration.Reload();
    }
}
