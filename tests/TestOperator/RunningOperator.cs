using System.Collections.Concurrent;
using Headgate.Controllers;
using Headgate.Operator.Cluster;
using Headgate.Operator.Cluster.Gateways;
using Headgate.Operator.Cluster.Running;
using Headgate.TestCluster.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Headgate.TestOperator;

/// <summary>An operator in this process.</summary>
internal sealed class RunningOperator : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly Stage _stage;

    private RunningOperator(IHost host, Stage stage, ConcurrentQueue<string> log) => (_host, _stage, Log) = (host, stage, log);

    /// <summary>What it logged from Information on, with what was thrown.</summary>
    public ConcurrentQueue<string> Log { get; }

    /// <summary>Its parts.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Starts one.</summary>
    public static async Task<RunningOperator> StartAsync(
        Stage stage, OperatorConfiguration configuration, TimeProvider time, CancellationToken cancellationToken, int account = 0)
    {
        var log = new ConcurrentQueue<string>();
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddProvider(new LogQueue(log));
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(await stage.ConnectOperatorAsync(account, time, cancellationToken));
        builder.Services.AddHeadgateOperator(configuration, $"operator-{Guid.NewGuid():N}");
        // What a gateway takes to answer is no matter of the operator's clock.
        builder.Services.AddSingleton(new GatewayClient(TimeProvider.System));
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new RunningOperator(host, stage, log);
    }

    /// <summary>Cuts all that it does from now on off the API server, as if it had died, and clears away what is left of it.</summary>
    public async Task KillAsync()
    {
        if (_stage.Api.Cluster is { } cluster)
        {
            cluster.Faults.Abort(Mine, times: int.MaxValue);
            cluster.Faults.DropWatches();
        }
        await DisposeAsync();
        _stage.Api.Cluster?.Faults.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        var api = _host.Services.GetRequiredService<KubernetesApi>();
        _host.Dispose();
        api.Dispose();
    }

    private bool Mine(ApiRequest request) => request.User.Name == _stage.OperatorUser;

    private sealed class LogQueue(ConcurrentQueue<string> log) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
