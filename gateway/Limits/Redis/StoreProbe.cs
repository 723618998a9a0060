using StackExchange.Redis;

namespace Headgate.Limits.Redis;

/// <summary>
/// While the store counts as away, tries a small write again and again, so that no request has to. Notices a lost connection when nobody calls, too.
/// </summary>
/// <param name="database">The connection of the moment.</param>
/// <param name="keys">Names what is written.</param>
/// <param name="health">Learns that the store is back.</param>
/// <param name="problem">Why there is no connection, in words; null while there is one.</param>
/// <param name="time">Paces the tries.</param>
public sealed class StoreProbe(Func<IDatabase> database, CounterKeys keys, StoreHealth health, Func<string?> problem, TimeProvider time)
{
    /// <summary>Time between two tries.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly string _instance = Guid.NewGuid().ToString("N");
    private readonly ScriptRunner _scripts = new(database, health, ScriptRunner.RequestPatience);

    /// <summary>Probes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // The gateway leaves.
        }
    }

    private async Task LookAsync()
    {
        if (problem() is { } reason)
        {
            if (health.Current is null) health.Missed(reason, certain: true);
            return;
        }
        if (health.Current is not null && keys.AreKnown && await _scripts.SendAsync(Script.Probe, [keys.Probe(_instance)], []) is not null) health.Back();
    }
}
