using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Headgate.Controllers;

/// <summary>
/// Runs an operator: reflectors always; controllers while this process leads, from when everything was synced. A process that loses the
/// Lease ends, and so does one of which a part throws what it should not: the exit code is 1 then.
/// </summary>
public sealed partial class OperatorHost : BackgroundService
{
    private readonly IReadOnlyList<EntityRegistration> _registrations;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger<OperatorHost> _logger;

    /// <summary>Made by the host's container.</summary>
    public OperatorHost(IServiceProvider services)
    {
        _registrations = [.. services.GetServices<EntityRegistration>()];
        _lifetime = services.GetRequiredService<IHostApplicationLifetime>();
        _logger = services.GetRequiredService<ILogger<OperatorHost>>();
        var settings = services.GetRequiredService<OperatorSettings>();
        if (settings.Leadership is { } wanted)
        {
            var logger = services.GetRequiredService<ILogger<Leadership>>();
            Leadership = new Leadership(services.GetRequiredService<KubernetesApi>(), wanted, services.GetRequiredService<TimeProvider>(), logger);
        }
    }

    /// <summary>Who leads; null for an operator that runs alone.</summary>
    public Leadership? Leadership { get; }

    /// <summary>Everything that is followed.</summary>
    public IEnumerable<Reflector> Reflectors => _registrations.SelectMany(registration => registration.Reflectors);

    /// <summary>Whether all of it is synced: see <see cref="Reflector.Synced"/>.</summary>
    public bool Synced => Reflectors.All(reflector => reflector.Synced);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var leading = Leadership is null ? LeadAsync(stopping.Token) : Leadership.RunAsync(LeadAsync, stopping.Token);
        var following = Reflectors.Select(reflector => Task.Run(() => reflector.RunAsync(stopping.Token), CancellationToken.None));
        try
        {
            await Together.RunAsync([leading, .. following], stopping);
        }
        catch (LeadershipLostException exception)
        {
            LogLost(exception.Message);
            Environment.ExitCode = 1;
            _lifetime.StopApplication();
        }
        catch (Exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The host says what it was, and stops.
            Environment.ExitCode = 1;
            throw;
        }
    }

    private async Task LeadAsync(CancellationToken cancellationToken)
    {
        await SyncAsync(cancellationToken);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var controls = _registrations.Select(registration => registration.Control).OfType<Func<CancellationToken, Task>>();
        await Together.RunAsync([.. controls.Select(control => control(working.Token))], working);
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        var synced = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach (var reflector in Reflectors) reflector.SyncedChanged += Look;
        Look();
        await synced.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var reflector in Reflectors) reflector.SyncedChanged -= Look;

        void Look()
        {
            if (Synced) synced.TrySetResult();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Problem} The process ends, so that nothing old is written.")]
    private partial void LogLost(string problem);
}
