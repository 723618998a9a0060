using System.Collections.Frozen;
using Headgate.Limits.Redis;
using StackExchange.Redis;

namespace Headgate.Limits.Statistics;

/// <summary>
/// Sends to Redis what <see cref="UsageStatistics"/> has added up: once a second, and at the end. Each batch has a number that its script remembers;
/// one that was not answered is sent again unchanged, so it is counted once, whatever became of the answer. Nothing is sent while nothing was used,
/// and no request waits for any of it. It goes on trying while the store counts as away.
/// </summary>
public sealed class UsageFlusher
{
    /// <summary>How often what was added up is sent.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Nobody waits for a flush, but while it is under way the next one does.
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(2);

    // At the end: Redis may be back in a moment, and nobody comes after this process.
    private static readonly TimeSpan LastTries = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLastTries = TimeSpan.FromMilliseconds(250);

    private const int RoundsUntilForgotten = 60;

    private readonly Queue<FlushBatch> _unanswered = new();
    private readonly UsageStatistics _statistics;
    private readonly ScriptRunner _scripts;
    private readonly FlushBatches _batches;
    private readonly Func<bool?> _isCluster;

    private long _rounds;
    private long _flushedCalls;
    private long _flushedUnits;
    private long _blockedUnits;
    private long _lastSuccess;

    /// <summary>Sends statistics of one process.</summary>
    /// <param name="statistics">What is sent; nobody else takes of it.</param>
    /// <param name="database">The connection of the moment; it may throw while there is none.</param>
    /// <param name="keys">Names of the counters.</param>
    /// <param name="health">Learns how the store does.</param>
    /// <param name="isCluster">Whether a script must stay in one hash slot, and so with one Application; null while nobody knows, and then nothing is sent.</param>
    public UsageFlusher(UsageStatistics statistics, Func<IDatabase> database, CounterKeys keys, StoreHealth health, Func<bool?> isCluster)
        : this(statistics, new ScriptRunner(database, health, UsualPatience), keys, isCluster, givenTime: null)
    {
    }

    internal UsageFlusher(UsageStatistics statistics, ScriptRunner scripts, CounterKeys keys, Func<bool?> isCluster, TimeProvider? givenTime)
    {
        _statistics = statistics;
        _scripts = scripts;
        _batches = new FlushBatches(statistics, keys, givenTime);
        _isCluster = isCluster;
    }

    /// <summary>How it is doing.</summary>
    public FlushFigures Figures => new()
    {
        FlushedCalls = Interlocked.Read(ref _flushedCalls),
        FlushedUnits = Interlocked.Read(ref _flushedUnits),
        PendingEntries = _statistics.Room.Entries,
        LostCalls = _statistics.Room.LostCalls,
        LostUnits = _statistics.Room.LostUnits,
        LostAnswers = _statistics.Room.LostAnswers,
        BlockedUnits = Interlocked.Read(ref _blockedUnits),
        LastSuccess = Interlocked.Read(ref _lastSuccess) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null,
    };

    /// <summary>
    /// Sends until it is cancelled, and then what is left: cancel it when the last call has been counted. While that does not work it is tried for two
    /// seconds, and the last try may take two more. Never throws.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, _statistics.Time);
        while (await TickAsync(timer, cancellationToken)) await FlushAsync();
        var began = _statistics.Time.GetTimestamp();
        while (!await FlushAsync())
        {
            if (_statistics.Time.GetElapsedTime(began) >= LastTries)
            {
                GiveUp();
                return;
            }
            await Task.Delay(BetweenLastTries, _statistics.Time, CancellationToken.None);
        }
    }

    /// <summary>Sends what waits now. For who does not run it; one call at a time.</summary>
    /// <returns>Whether all of it was answered.</returns>
    public async Task<bool> FlushAsync()
    {
        if (_isCluster() is not { } isCluster) return false;
        await SendAgainAsync(isCluster);
        // In one lane nothing may pass what was not answered.
        if (_unanswered.Count > 0 && !isCluster) return false;
        // What is counted meanwhile has time until the next round.
        for (var minutes = _statistics.Room.Entries; minutes > 0;)
        {
            var next = _batches.Next(Busy(), isCluster);
            if (next.Count == 0) break;
            minutes -= next.Sum(batch => batch.Minutes);
            if (!await SendAsync(next)) return false;
        }
        if (_unanswered.Count > 0) return false;
        Interlocked.Exchange(ref _lastSuccess, _statistics.Time.GetUtcNow().UtcTicks);
        if (++_rounds % RoundsUntilForgotten == 0) _statistics.ForgetIdle();
        return true;
    }

    private HashSet<string> Busy() => _unanswered.Select(batch => batch.Application!).ToHashSet(StringComparer.Ordinal);

    private async Task SendAgainAsync(bool isCluster)
    {
        for (var left = _unanswered.Count; left > 0;)
        {
            var next = new List<FlushBatch>();
            for (; left > 0 && next.Count < FlushBatches.AtOnce(isCluster); left--) next.Add(_unanswered.Dequeue());
            if (!await SendAsync(next)) return;
        }
    }

    // Whether any was answered: when none was, the next would not be either.
    private async Task<bool> SendAsync(IReadOnlyList<FlushBatch> batches)
    {
        var answers = await Task.WhenAll(batches.Select(batch => _scripts.SendAsync(Script.Flush, batch.Keys, batch.Arguments)));
        foreach (var (batch, answer) in batches.Zip(answers))
        {
            if (answer is null) _unanswered.Enqueue(batch);
            else Take(batch, blocked: (long)answer[0]);
        }
        return answers.Any(answer => answer is not null);
    }

    private void Take(FlushBatch batch, long blocked)
    {
        Interlocked.Add(ref _flushedCalls, batch.Calls);
        Interlocked.Add(ref _flushedUnits, batch.Units);
        Interlocked.Add(ref _blockedUnits, blocked);
        _statistics.Room.Release(batch.Entries);
    }

    // Whether the batches that were not answered have been taken is not known; they are told as lost.
    private void GiveUp()
    {
        while (_batches.Next(FrozenSet<string>.Empty, isCluster: false) is { Count: > 0 } rest)
        {
            foreach (var batch in rest) _unanswered.Enqueue(batch);
        }
        while (_unanswered.TryDequeue(out var batch))
        {
            _statistics.Room.Lose(batch.Calls, batch.Units);
            _statistics.Room.Release(batch.Entries);
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
