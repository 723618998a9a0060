using System.Collections.Concurrent;
using Headgate.Operator.Cluster.Versions;
using Microsoft.Extensions.Logging;

namespace Headgate.Operator.Cluster.Units;

/// <summary>Compiles one unit for the pools that serve it.</summary>
internal sealed partial class UnitReconciler(
    UnitGatherer gatherer, UnitSafety safety, CredentialMaker credentials, VersionKeeper versions, UnitResults results,
    ILogger<UnitReconciler> logger)
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ArrivalOfSecrets = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, string> _saidHeld = new(StringComparer.Ordinal);

    /// <summary>Makes of a unit what it should be.</summary>
    /// <returns>When to look again; null when all is done.</returns>
    public async Task<TimeSpan?> ReconcileAsync(string unit, CancellationToken cancellationToken)
    {
        var judgement = await safety.JudgeAsync(unit, cancellationToken);
        if (judgement.HeldBy is { } reason)
        {
            if (_saidHeld.GetValueOrDefault(unit) != reason) LogHeld(unit, reason);
            _saidHeld[unit] = reason;
            results.Hold(unit);
            return Held;
        }
        if (judgement.Wait > TimeSpan.Zero) return judgement.Wait;
        if (_saidHeld.TryRemove(unit, out _)) LogReleased(unit);
        IReadOnlyCollection<Exception> failures;
        TimeSpan? wait;
        try
        {
            var source = gatherer.Gather(unit);
            (var made, failures) = await credentials.MakeAsync(source, cancellationToken);
            // Their arrival brings the unit here again; the wait is for one that never arrives.
            if (made > 0 && failures.Count == 0) return ArrivalOfSecrets;
            var kept = await versions.KeepAsync(source, cancellationToken);
            results.Put(source, kept);
            wait = kept.Wait;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A fault of ours: this unit stays as it is, and no other waits for it.
            results.Hold(unit);
            throw;
        }
        return failures.Count > 0 ? throw new AggregateException($"Secrets of {failures.Count} Applications could not be made.", failures) : wait;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Unit} stays as it is published: {Reason}")]
    private partial void LogHeld(string unit, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Unit} is complete again.")]
    private partial void LogReleased(string unit);
}
