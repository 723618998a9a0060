using Headgate.Controllers;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Cluster.Running;

/// <summary>Runs while this process leads: looks at everything once, and from then on at what changes.</summary>
internal sealed partial class OperatorWork(
    OperatorLoops loops, OperatorStart start, PoolTriggers triggers, EventRecorder events, ILogger<OperatorWork> logger)
{
    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        triggers.Begin();
        var units = await start.BeginAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested) return;
        LogBegins(units);
        using var working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Together.RunAsync([.. loops.All.Select(loop => loop.RunAsync(working.Token)), events.RunAsync(working.Token)], working);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Everything was read; {Units} units are looked at.")]
    private partial void LogBegins(int units);
}
